"""Certifications of Moments, with their dates."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.moments.models import Certificate
from ideas.models import Idea
from marketplace.api.caching import made_once_a_second
from marketplace.api.pagination import PageQuery, asked, cut, number_in, page, page_schema
from marketplace.api.serializers.moments import CertificateSerializer

from .lists import shown_with


class MomentsQuery(PageQuery):
    state = serializers.ChoiceField(
        choices=["standing", "ended", "all"], default="standing", help_text="Those that stand, were lost, or both."
    )


@made_once_a_second
class MomentsView(GenericAPIView[Certificate]):
    serializer_class = CertificateSerializer

    @extend_schema(
        operation_id="moments",
        summary="List certifications, the latest first",
        description="Each with the five answers as they were when it was certified, and its idea as it is now.",
        parameters=[MomentsQuery],
        responses=page_schema("MomentPage", CertificateSerializer),
    )
    def get(self, request: Request) -> Response:
        query = asked(request, MomentsQuery)
        rows = Certificate.objects.public().in_state(query["state"])
        if "cursor" in query:
            rows = rows.before(number_in(query["cursor"]))
        found, more = cut(rows, query["limit"])
        ideas = Idea.objects.for_cards().in_bulk([certificate.idea_id for certificate in found])
        context = shown_with(request, list(ideas.values())) | {"ideas": ideas}
        return page(request, CertificateSerializer, found, more, context)
