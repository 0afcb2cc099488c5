"""Invited panels: what each group says of an idea."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel.models import voices_about
from evaluations.panel.shares import MIN_SHOWN
from marketplace.api.serializers.panels import GroupVoiceSerializer

from .lookups import visible_idea


class PanelsView(GenericAPIView[Any]):
    serializer_class = GroupVoiceSerializer
    pagination_class = None

    @extend_schema(
        operation_id="panels",
        summary="Read what invited groups say of an idea",
        description=f"The ten largest, of at least {MIN_SHOWN} answers each. Somebody sent each group a link, so "
        "nobody knows how many people it is; its numbers are part of none of the five answers.",
        responses={200: GroupVoiceSerializer(many=True)},
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(GroupVoiceSerializer(voices_about(visible_idea(request, slug)), many=True).data)
