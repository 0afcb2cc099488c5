"""Voting, as often as one likes: PUT is one vote, DELETE is none."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from ideas import actions
from ideas.models import Idea

from .lookups import person, visible_idea


class StandingSerializer(serializers.Serializer[Idea]):
    """Where the vote stands now, counted this moment; lists follow within seconds."""

    voted = serializers.BooleanField()
    votes = serializers.IntegerField()


class OneVote(GenericAPIView[Idea]):
    permission_classes = (IsAuthenticated,)
    serializer_class = StandingSerializer

    @extend_schema(operation_id="vote_standing", summary="Whether I voted for an idea", responses=StandingSerializer)
    def get(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        return standing(idea, voted=idea.voted_by(request.user))

    @extend_schema(operation_id="vote", summary="Vote for an idea", request=None, responses=StandingSerializer)
    def put(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        actions.cast_vote(person(request), idea)
        return standing(idea, voted=True)

    @extend_schema(operation_id="withdraw_vote", summary="Take the vote back", responses={200: StandingSerializer})
    def delete(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        actions.withdraw_vote(person(request), idea)
        return standing(idea, voted=False)


def standing(idea: Idea, *, voted: bool) -> Response:
    return Response({"voted": voted, "votes": idea.current_tally()})
