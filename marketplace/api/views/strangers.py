"""Examples that the author of an idea cannot choose: to give one, and to judge those of others blind."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.moments.models import MomentScore
from evaluations.panel.models import Glance
from evaluations.prototypes.models import StrangersExample, StrangersVerdict, Task
from evaluations.prototypes.strangers import offers
from evaluations.prototypes.strangers.give import NotGivable, give
from evaluations.prototypes.strangers.judge import NOT_YET, Dealt, NotJudgeable, deal, dealt_by, judge
from ideas.floors import MIN_STRANGERS
from ideas.models import Idea
from marketplace.api.serializers.strangers import (
    DealtSerializer,
    GivenWriting,
    OfferedSerializer,
    OfferedWriting,
    StateSerializer,
    StrangersSetSerializer,
    VerdictWriting,
)

from .lookups import person, read, visible_idea

GONE = "This example is not waiting for you. Be dealt another one."
OFFER_GONE = "This offer is used, too old, or not yours. Ask for another one."
NONE_OFFERED = OpenApiResponse(description="The lot offers this person no idea now.")
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
        summary="Bring an example that the author did not choose",
        description="It is counted apart and decides nothing: `giving/` is for those that decide. Two others answer it "
        "without seeing what its giver expects; where they agree it enters the set. Mail "
        "addresses, phone numbers and bank accounts are refused.",
        request=GivenWriting,
        responses={201: StrangersSetSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        idea, sent = visible_idea(request, slug), read(GivenWriting, request)
        give(person(request), idea, sent["input"], sent["expected"])
        return Response(numbers_of(idea), status.HTTP_201_CREATED)


class OfferingView(GenericAPIView[StrangersExample]):
    permission_classes = (IsAuthenticated,)
    serializer_class = OfferedSerializer

    @extend_schema(
        operation_id="deal_idea",
        summary="Ask which idea the lot offers for an example",
        description="Drawn each week among the ideas that need such examples; the same until an example was given.",
        request=None,
        responses={200: OfferedSerializer, 204: NONE_OFFERED},
    )
    def post(self, request: Request) -> Response:
        if not person(request).votes_rank:
            raise NotGivable(offers.NOT_YET)
        pools, people = MomentScore.objects.wanting_strangers(), Glance.objects.people_lately()
        found = offers.offer(person(request), pools, people)
        if found is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        labels = found.revision.labels() if found.revision.task == Task.CLASSIFY else []
        told = {"token": found.token, "idea": found.idea.slug, "task": found.revision.task, "labels": labels}
        return Response(told)


class GivingView(GenericAPIView[StrangersExample]):
    permission_classes = (IsAuthenticated,)
    serializer_class = StrangersSetSerializer

    @extend_schema(
        operation_id="give_offered_example",
        summary="Give an example to the idea that the lot offers, once",
        description="Two others answer it without seeing what its giver expects; where they agree it counts and "
        "decides. Mail addresses, phone numbers and bank accounts are refused.",
        request=OfferedWriting,
        responses={201: StrangersSetSerializer},
    )
    def post(self, request: Request) -> Response:
        sent = read(OfferedWriting, request)
        found = offers.offered_by(sent["token"], person(request))
        if found is None:
            raise NotGivable(OFFER_GONE)
        give(person(request), found.idea, sent["input"], sent["expected"], is_offered=True)
        return Response(numbers_of(found.idea), status.HTTP_201_CREATED)


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
