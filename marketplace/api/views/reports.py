"""Telling the moderators that an idea or a comment should not be here."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ideas import actions
from ideas.models import Comment, Idea, Report
from marketplace.api.serializers.writing import ReportWriting

from .reading import person, read, visible_comment, visible_idea

RESPONSES = {200: ReportWriting, 201: ReportWriting}


class IdeaReport(GenericAPIView[Report]):
    serializer_class = ReportWriting

    @extend_schema(operation_id="report_idea", summary="Report an idea to the moderators", responses=RESPONSES)
    def post(self, request: Request, slug: str) -> Response:
        return report(request, visible_idea(request, slug))


class CommentReport(GenericAPIView[Report]):
    serializer_class = ReportWriting

    @extend_schema(operation_id="report_comment", summary="Report a comment to the moderators", responses=RESPONSES)
    def post(self, request: Request, pk: int) -> Response:
        return report(request, visible_comment(request, pk))


def report(request: Request, target: Idea | Comment) -> Response:
    """201 for a new report; 200 when it replaces what the same person said before of the same thing."""
    sent = read(ReportWriting, request)
    filed, new = actions.report(person(request), target, sent["reason"], sent["details"])
    return Response(ReportWriting(filed).data, status.HTTP_201_CREATED if new else status.HTTP_200_OK)
