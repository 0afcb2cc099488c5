"""The glance game for programs that act for a person: a card, and the answers to its challenge."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel import actions
from evaluations.panel.actions import PlayerAnswers
from evaluations.panel.models import Challenge, Glance, Player
from evaluations.panel.models.challenge import GRACE, SECONDS
from marketplace.api.serializers.glances import (
    CardSerializer,
    DealWriting,
    GlanceSerializer,
    GlanceWriting,
    TurnWriting,
)
from marketplace.visitors import visitor_of

from .lookups import person, read

NOTHING = OpenApiResponse(description="Nothing is left that this person does not know.")
NO_CARD = OpenApiResponse(description="No card is waiting for an answer. Be dealt one.")
TURNED = OpenApiResponse(description="The time is noted.")


class GlancesView(GenericAPIView[Glance]):
    permission_classes = (IsAuthenticated,)
    serializer_class = GlanceSerializer

    @extend_schema(
        operation_id="glance",
        summary="Read the card that one was dealt and has not answered yet",
        description="Nothing is dealt by reading.",
        responses={200: CardSerializer, 204: NO_CARD},
    )
    def get(self, request: Request) -> Response:
        return shown(actions.open_card(player_of(request)))

    @extend_schema(
        operation_id="answer_glance",
        summary="Answer a card, once and in time; the first answer stands",
        request=GlanceWriting,
        responses={201: GlanceSerializer},
    )
    def post(self, request: Request) -> Response:
        player, sent = player_of(request), read(GlanceWriting, request)
        glance = actions.answer(player, sent["challenge"], given(sent))
        context = {"request": request, "record": Glance.objects.record_of(player)}
        return Response(GlanceSerializer(glance, context=context).data, status.HTTP_201_CREATED)


class CardView(GenericAPIView[Challenge]):
    permission_classes = (IsAuthenticated,)
    serializer_class = CardSerializer

    @extend_schema(
        operation_id="deal_glance",
        summary="Be dealt a card: an idea to glance at",
        description="The same card comes until it is answered or half an hour has passed. Each idea comes once to each "
        "person.",
        request=DealWriting,
        responses={200: CardSerializer, 204: NOTHING},
    )
    def post(self, request: Request) -> Response:
        return shown(actions.deal(player_of(request), by_clock=read(DealWriting, request)["by_clock"]))


class TurnView(GenericAPIView[Glance]):
    permission_classes = (IsAuthenticated,)
    serializer_class = TurnWriting

    @extend_schema(
        operation_id="turn_glance",
        summary="Say that the card is gone from the screen, before the choices are shown",
        description=f"A glance counts as timed if its card was dealt by the clock and turned at most {SECONDS + GRACE} "
        f"seconds later by the clock of this server. Show it for {SECONDS}.",
        request=TurnWriting,
        responses={204: TURNED},
    )
    def post(self, request: Request) -> Response:
        actions.turn(actions.card_in_hand(player_of(request), read(TurnWriting, request)["challenge"]))
        return Response(status=status.HTTP_204_NO_CONTENT)


def shown(card: Challenge | None) -> Response:
    return Response(CardSerializer(card).data) if card else Response(status=status.HTTP_204_NO_CONTENT)


def player_of(request: Request) -> Player:
    return Player(person(request), "", visitor_of(request).network)


def given(sent: dict[str, Any]) -> PlayerAnswers:
    product = sent["product"]
    return PlayerAnswers(
        picked=sent["picked"],
        would_use=sent["would_use"],
        would_pay=sent["would_pay"],
        words=sent["words"],
        knows_product=product is not None,
        product_name=product["name"] if product else "",
        product_link=product["link"] if product else "",
    )
