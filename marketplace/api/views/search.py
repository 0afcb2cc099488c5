"""The search of the page, for other programs: ideas, tags and people."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.caching import made_once_a_second
from marketplace.api.pagination import asked
from marketplace.api.serializers.ideas import IdeaSummarySerializer, TagSerializer
from marketplace.api.serializers.people import PersonSerializer
from marketplace.search import PEOPLE, SHOWN, TAGS, search

from .lists import shown_with


class SearchQuery(serializers.Serializer[Any]):
    q = serializers.CharField(max_length=200, help_text='Words; "a phrase" must be there, -this must not.')


class SearchResultSerializer(serializers.Serializer[Any]):
    ideas = IdeaSummarySerializer(many=True, help_text=f"The best first, {SHOWN} at most.")
    tags = TagSerializer(many=True, help_text=f"Of whose name the question has words, {TAGS} at most.")
    people = PersonSerializer(many=True, help_text=f"Of whose name the question has words, {PEOPLE} at most.")
    instead = serializers.DictField(
        child=serializers.CharField(), help_text="Words that no idea has, and what was looked for instead."
    )
    among_newest = serializers.BooleanField(
        help_text="True if words of very many ideas were looked for in the newest ideas alone."
    )
    by_words_only = serializers.BooleanField(help_text="True if no model compared the question with ideas by meaning.")


@made_once_a_second
class SearchView(GenericAPIView[Any]):
    serializer_class = SearchResultSerializer

    @extend_schema(
        operation_id="search",
        summary="Find ideas by any word and by meaning, and tags and people by name",
        parameters=[SearchQuery],
        responses=SearchResultSerializer,
    )
    def get(self, request: Request) -> Response:
        found = search(asked(request, SearchQuery)["q"])
        return Response(SearchResultSerializer(found, context=shown_with(request, found.ideas)).data)
