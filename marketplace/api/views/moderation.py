"""The public log of the acts of moderators."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ideas.models import ModerationAct
from marketplace.api.caching import made_once_a_second
from marketplace.api.pagination import PageQuery, asked, cut, number_in, page, page_schema
from marketplace.api.serializers.moderation import ActSerializer


@made_once_a_second
class ModerationLogView(GenericAPIView[ModerationAct]):
    serializer_class = ActSerializer

    @extend_schema(
        operation_id="moderation_log",
        summary="List the acts of moderators, the latest first",
        description="Without names, and without a link to what is hidden. An act is undone by another act.",
        parameters=[PageQuery],
        responses=page_schema("ActPage", ActSerializer),
    )
    def get(self, request: Request) -> Response:
        query = asked(request, PageQuery)
        before = number_in(query["cursor"]) if "cursor" in query else None
        found, more = cut(ModerationAct.objects.newest(before), query["limit"])
        return page(request, ActSerializer, found, more)
