"""Prior art: claims that a product already does what an idea is for, and stances on them."""

from operator import attrgetter

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel import actions
from evaluations.panel.actions import NewClaim
from evaluations.panel.models import Claim, Stance
from ideas.lists import cursor_at, place
from ideas.models import Comment
from marketplace.api.pagination import PageQuery, asked, cut, page, page_schema
from marketplace.api.serializers.claims import (
    ClaimSerializer,
    ClaimWriting,
    ReplyWriting,
    StanceSerializer,
    StanceWriting,
)
from marketplace.api.serializers.comments import CommentSerializer

from .lookups import person, read, visible_claim, visible_idea

order_of = attrgetter("upholders", "pk")  # `upholders` is counted by the query


class ClaimsView(GenericAPIView[Claim]):
    serializer_class = ClaimSerializer

    @extend_schema(
        operation_id="claims",
        summary="Read what is claimed to do this already",
        description="Those with the most upholders first.",
        parameters=[PageQuery],
        responses=page_schema("ClaimPage", ClaimSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, PageQuery), visible_idea(request, slug)
        rows = Claim.objects.for_idea(idea).for_page()
        if "cursor" in query:
            rows = rows.after(*place(query["cursor"], "upholders"))
        claims, following = cut(rows, query["limit"], lambda claim: cursor_at(*order_of(claim)))
        return page(request, ClaimSerializer, claims, following)

    @extend_schema(
        operation_id="claim",
        summary="Claim that a product does this already",
        request=ClaimWriting,
        responses={201: ClaimSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        idea, sent = visible_idea(request, slug), read(ClaimWriting, request)
        made = actions.claim(person(request), idea, NewClaim(**sent))
        shown = Claim.objects.weighed().as_shown().get(pk=made.pk)
        return Response(ClaimSerializer(shown, context={"request": request}).data, status.HTTP_201_CREATED)


class ClaimView(GenericAPIView[Claim]):
    permission_classes = (IsAuthenticated,)
    serializer_class = ClaimSerializer

    @extend_schema(
        operation_id="withdraw_claim",
        summary="Withdraw a claim that one made",
        description="What was said against it goes on counting when the same is claimed again.",
        responses={204: OpenApiResponse(description="It is withdrawn.")},
    )
    def delete(self, request: Request, pk: int) -> Response:
        actions.withdraw_claim(person(request), visible_claim(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReplyView(GenericAPIView[Comment]):
    permission_classes = (IsAuthenticated,)
    serializer_class = CommentSerializer

    @extend_schema(
        operation_id="reply_to_claim",
        summary="Answer a claim about one's own idea, beside it",
        description="Once for each claim. The answer is a comment, and is changed and deleted as one.",
        request=ReplyWriting,
        responses={201: CommentSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        claim, sent = visible_claim(request, pk), read(ReplyWriting, request)
        comment = actions.reply(person(request), claim, sent["text"])
        return Response(CommentSerializer(comment, context={"request": request}).data, status.HTTP_201_CREATED)


class StanceView(GenericAPIView[Stance]):
    permission_classes = (IsAuthenticated,)
    serializer_class = StanceSerializer

    @extend_schema(
        operation_id="take_stance",
        summary="Uphold or challenge a claim of somebody else about an idea of somebody else",
        request=StanceWriting,
        responses={200: StanceSerializer},
    )
    def put(self, request: Request, pk: int) -> Response:
        claim, sent = visible_claim(request, pk), read(StanceWriting, request)
        stance = actions.take_stance(person(request), claim, **sent)
        return Response(StanceSerializer(stance, context={"request": request}).data)

    @extend_schema(
        operation_id="drop_stance",
        summary="Take back what one said to a claim",
        responses={204: OpenApiResponse(description="It is taken back.")},
    )
    def delete(self, request: Request, pk: int) -> Response:
        actions.drop_stance(person(request), visible_claim(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
