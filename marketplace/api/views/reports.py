"""Report an idea, a comment or a claim to the moderators."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel import actions as panel
from ideas import actions
from ideas.models import Comment, Idea, Report
from marketplace.api.serializers.inputs import ReportWriting

from .lookups import person, read, visible_claim, visible_comment, visible_idea

RESPONSES = {200: ReportWriting, 201: ReportWriting}


class IdeaReportView(GenericAPIView[Report]):
    serializer_class = ReportWriting

    @extend_schema(operation_id="report_idea", summary="Report an idea to the moderators", responses=RESPONSES)
    def post(self, request: Request, slug: str) -> Response:
        return report(request, visible_idea(request, slug))


class CommentReportView(GenericAPIView[Report]):
    serializer_class = ReportWriting

    @extend_schema(operation_id="report_comment", summary="Report a comment to the moderators", responses=RESPONSES)
    def post(self, request: Request, pk: int) -> Response:
        return report(request, visible_comment(request, pk))


class ClaimReportView(GenericAPIView[Report]):
    serializer_class = ReportWriting

    @extend_schema(operation_id="report_claim", summary="Report a claim to the moderators", responses=RESPONSES)
    def post(self, request: Request, pk: int) -> Response:
        claim, sent = visible_claim(request, pk), read(ReportWriting, request)
        return shown(*panel.report_claim(person(request), claim, sent["reason"], sent["details"]))


def report(request: Request, target: Idea | Comment) -> Response:
    sent = read(ReportWriting, request)
    return shown(*actions.report(person(request), target, sent["reason"], sent["details"]))


def shown(filed: Report, new: bool) -> Response:
    """201 for a new report; 200 if it replaces an earlier report of the same target by the same person."""
    return Response(ReportWriting(filed).data, status.HTTP_201_CREATED if new else status.HTTP_200_OK)
