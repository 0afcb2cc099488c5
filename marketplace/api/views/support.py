"""Votes and the waitlist of an idea. Repeating a PUT or a DELETE changes nothing. One joins the waitlist with the
confirmed address of the account."""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel import actions as panel
from evaluations.panel.models import Waiting
from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User

from .lookups import person, visible_idea


class StandingSerializer(serializers.Serializer[Idea]):
    """Where the vote stands now, counted this moment; lists follow within seconds."""

    voted = serializers.BooleanField()
    votes = serializers.IntegerField()


class WaitlistSerializer(serializers.Serializer[Idea]):
    waits = serializers.BooleanField(help_text="Whether I am on the list.")
    waiting = serializers.IntegerField(help_text="How many confirmed addresses are on it.")


class VoteView(GenericAPIView[Idea]):
    permission_classes = (IsAuthenticated,)
    serializer_class = StandingSerializer

    @extend_schema(operation_id="vote_standing", summary="Whether I voted for an idea", responses=StandingSerializer)
    def get(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        return votes_of(idea, voted=idea.voted_by(request.user))

    @extend_schema(operation_id="vote", summary="Vote for an idea", request=None, responses=StandingSerializer)
    def put(self, request: Request, slug: str) -> Response:
        return votes_of(changed(request, slug, actions.cast_vote), voted=True)

    @extend_schema(operation_id="withdraw_vote", summary="Take the vote back", responses={200: StandingSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        return votes_of(changed(request, slug, actions.withdraw_vote), voted=False)


class WaitlistView(GenericAPIView[Idea]):
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
        return waitlist_of(changed(request, slug, panel.join), waits=True)

    @extend_schema(operation_id="leave_waitlist", summary="Leave the list", responses={200: WaitlistSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        return waitlist_of(changed(request, slug, panel.leave), waits=False)


def changed(request: Request, slug: str, action: Callable[[User, Idea], object]) -> Idea:
    """The idea, after the person of the request did this to it."""
    idea = visible_idea(request, slug)
    action(person(request), idea)
    return idea


def votes_of(idea: Idea, *, voted: bool) -> Response:
    return Response({"voted": voted, "votes": idea.current_tally()})


def waitlist_of(idea: Idea, *, waits: bool) -> Response:
    return Response({"waits": waits, "waiting": Waiting.objects.for_idea(idea).reachable().count()})
