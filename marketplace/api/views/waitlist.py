"""Waiting for an idea, as often as one likes: PUT joins with the confirmed address of the account, DELETE leaves."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel import actions
from evaluations.panel.models import Waiting
from ideas.models import Idea

from .lookups import person, visible_idea


class WaitlistSerializer(serializers.Serializer[Idea]):
    waits = serializers.BooleanField(help_text="Whether I am on the list.")
    waiting = serializers.IntegerField(help_text="How many confirmed addresses are on it.")


class Waitlist(GenericAPIView[Idea]):
    permission_classes = (IsAuthenticated,)
    serializer_class = WaitlistSerializer

    @extend_schema(
        operation_id="join_waitlist",
        summary="Be told by mail when it exists",
        description="A mail comes when the idea becomes a Moment, and when it stops being one; nothing else.",
        request=None,
        responses=WaitlistSerializer,
    )
    def put(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        actions.join(person(request), idea)
        return standing(idea, waits=True)

    @extend_schema(operation_id="leave_waitlist", summary="Leave the list", responses={200: WaitlistSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        actions.leave(person(request), idea)
        return standing(idea, waits=False)


def standing(idea: Idea, *, waits: bool) -> Response:
    return Response({"waits": waits, "waiting": Waiting.objects.for_idea(idea).confirmed().count()})
