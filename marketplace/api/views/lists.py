"""Lists of ideas: `/top/`, which other sites poll, and `/ideas/`, which searches as well.

Neither depends on the reader, and nothing in them is random: the same ideas give the same bytes.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import Run
from ideas.addresses import MAX_TAG_ADDRESS
from ideas.lists import ListPage
from ideas.models import Idea, Tag
from ideas.orders import HOT, WINDOWS
from marketplace.api.caching import made_once_a_second
from marketplace.api.pagination import PageQuery, asked, page, page_schema
from marketplace.api.serializers.ideas import IdeaSummarySerializer
from marketplace.lists import LISTS, READERS

SORTABLE = [each for each in LISTS.values() if each.sort]
IDEA_PAGE = page_schema("IdeaPage", IdeaSummarySerializer)


class TopQuery(PageQuery):
    sort = serializers.ChoiceField(
        choices=[each.name for each in SORTABLE],
        default=HOT.name,
        help_text="; ".join(f"`{each.name}`: {each.sort}" for each in SORTABLE) + ".",
    )
    window = serializers.ChoiceField(
        choices=[*WINDOWS, "all"], default="all", help_text="Published in the current calendar window, in UTC."
    )
    tag = serializers.CharField(max_length=MAX_TAG_ADDRESS, required=False, help_text="The slug of a tag, or its name.")


class IdeasQuery(TopQuery):
    q = serializers.CharField(
        max_length=200,
        required=False,
        help_text='Words that all must be there; "a phrase", or, -not. With common words a page may have fewer results'
        " than `limit`, or none, and still a `next`.",
    )


@made_once_a_second
class TopIdeasView(GenericAPIView[Idea]):
    serializer_class = IdeaSummarySerializer

    @extend_schema(
        operation_id="top",
        summary="The feed of top ideas",
        description="By default in the order of the front page.",
        parameters=[TopQuery],
        responses=IDEA_PAGE,
    )
    def get(self, request: Request) -> Response:
        return list_of_ideas(request, asked(request, TopQuery))


def list_of_ideas(request: Request, query: dict[str, Any]) -> Response:
    found = ideas_for(query)
    return page(request, IdeaSummarySerializer, found.ideas, found.next_cursor, shown_with(request, found.ideas))


def ideas_for(query: dict[str, Any]) -> ListPage:
    """The page of ideas; an empty page for a tag that does not exist."""
    tag = None
    if "tag" in query and (tag := Tag.objects.at(query["tag"])) is None:
        return ListPage([], None)
    choice = {"window": query["window"], "tag": tag, "text": query.get("q")}
    place = {"cursor": query.get("cursor"), "limit": query["limit"]}
    return READERS[query["sort"]](**choice, **place)


def shown_with(request: Request, ideas: Sequence[Idea]) -> dict[str, Any]:
    """The context for serializers of ideas, in a constant number of queries."""
    prefetch_related_objects(ideas, "answers", "moment_score")
    return {"request": request, "best_runs": Run.objects.best_of(ideas)}
