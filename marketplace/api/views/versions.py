"""Earlier texts of an idea. Its author removes the words of one for ever."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ideas import actions
from ideas.models import IdeaVersion
from marketplace.api.pagination import PageQuery, asked, cursor_at, cut, number_in, page, page_schema
from marketplace.api.serializers.versions import VersionSerializer

from .lookups import person, visible_idea


class VersionsView(GenericAPIView[IdeaVersion]):
    serializer_class = VersionSerializer

    @extend_schema(
        operation_id="versions",
        summary="Read the earlier texts of an idea, the newest first",
        parameters=[PageQuery],
        responses=page_schema("VersionPage", VersionSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, PageQuery), visible_idea(request, slug)
        rows = idea.versions.order_by("-number")
        if "cursor" in query:
            rows = rows.filter(number__lt=number_in(query["cursor"]))
        versions, following = cut(rows, query["limit"], lambda version: cursor_at(version.number))
        return page(request, VersionSerializer, versions, following)


class VersionView(GenericAPIView[IdeaVersion]):
    serializer_class = VersionSerializer

    @extend_schema(
        operation_id="erase_version",
        summary="Remove the words of an earlier text of one's own idea for ever; its place says so",
        responses={204: OpenApiResponse(description="The words are gone.")},
    )
    def delete(self, request: Request, slug: str, number: int) -> Response:
        version = get_object_or_404(IdeaVersion, idea=visible_idea(request, slug), number=number)
        actions.erase_version(person(request), version)
        return Response(status=status.HTTP_204_NO_CONTENT)
