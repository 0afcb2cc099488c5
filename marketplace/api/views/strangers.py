"""Examples that the author of an idea cannot choose: to give one, and to judge those of others blind."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.moments.models import MomentScore
from evaluations.prototypes.models import StrangersExample, StrangersVerdict, Task
from evaluations.prototypes.strangers.give import give
from evaluations.prototypes.strangers.judge import NOT_YET, Dealt, NotJudgeable, deal, dealt_by, judge
from ideas.floors import MIN_STRANGERS
from ideas.models import Idea
from marketplace.api.serializers.strangers import (
    DealtSerializer,
    GivenWriting,
    StateSerializer,
    StrangersSetSerializer,
    VerdictWriting,
)

from .lookups import person, read, visible_idea

GONE = "This example is not waiting for you. Be dealt another one."
NONE_WAITS = OpenApiResponse(description="No example waits for this person.")


class StrangersView(GenericAPIView[StrangersExample]):
    serializer_class = StrangersSetSerializer

    @extend_schema(
        operation_id="strangers_set",
        summary="Read how many examples of others an idea has",
        responses=StrangersSetSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(numbers_of(visible_idea(request, slug)))

    @extend_schema(
        operation_id="give_example",
        summary="Give an example that the author did not choose",
        description="Two others answer it without seeing what its giver expects; where they agree it counts. Mail "
        "addresses, phone numbers and bank accounts are refused.",
        request=GivenWriting,
        responses={201: StrangersSetSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        idea, sent = visible_idea(request, slug), read(GivenWriting, request)
        give(person(request), idea, sent["input"], sent["expected"])
        return Response(numbers_of(idea), status.HTTP_201_CREATED)


class DealingView(GenericAPIView[StrangersExample]):
    permission_classes = (IsAuthenticated,)
    serializer_class = DealtSerializer

    @extend_schema(
        operation_id="deal_example",
        summary="Be dealt an example to judge",
        description="Drawn by lot among all ideas, those first that lack nothing else; the same until it is judged.",
        request=None,
        responses={200: DealtSerializer, 204: NONE_WAITS},
    )
    def post(self, request: Request) -> Response:
        if not person(request).votes_rank:
            raise NotJudgeable(NOT_YET)
        dealt = deal(person(request), MomentScore.objects.waiting_for_strangers())
        return Response(shown(dealt)) if dealt else Response(status=status.HTTP_204_NO_CONTENT)


class JudgingView(GenericAPIView[StrangersVerdict]):
    permission_classes = (IsAuthenticated,)
    serializer_class = StateSerializer

    @extend_schema(
        operation_id="judge_example",
        summary="Answer the example that one was dealt, once",
        request=VerdictWriting,
        responses={201: StateSerializer},
    )
    def post(self, request: Request) -> Response:
        sent = read(VerdictWriting, request)
        dealt = dealt_by(sent["token"], person(request))
        if dealt is None:
            raise NotJudgeable(GONE)
        state = judge(person(request), dealt.row, sent["answer"])
        return Response({"state": state}, status.HTTP_201_CREATED)


def numbers_of(idea: Idea) -> dict[str, int]:
    return StrangersExample.objects.counts(idea) | {"needed": MIN_STRANGERS}


def shown(dealt: Dealt) -> dict[str, Any]:
    labels = dealt.revision.labels() if dealt.revision.task == Task.CLASSIFY else []
    row = dealt.row
    return {"token": dealt.token, "idea": row.idea.slug, "task": row.task, "labels": labels, "input": row.input}
