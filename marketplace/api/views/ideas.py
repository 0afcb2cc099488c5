"""The life of an idea: created as a draft, read, edited, published, withdrawn."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.panel.actions import note_opening
from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.publish import publish
from ideas import actions
from ideas.models import Idea
from ideas.texts import REQUIRED, shows_nothing
from marketplace.accounts.models import User
from marketplace.api.caching import made_once_a_second
from marketplace.api.pagination import asked, page
from marketplace.api.serializers.ideas import IdeaSerializer, IdeaSummarySerializer
from marketplace.api.serializers.inputs import IdeaEditing, NewIdeaWriting

from .examples import as_drafted, as_given
from .lists import IDEA_PAGE, IdeasQuery, list_of_ideas, shown_with
from .lookups import editable_idea, person, read, visible_idea

MISSING = "This is needed before the idea can be shown to anybody."


@made_once_a_second
class IdeasView(GenericAPIView[Idea]):
    serializer_class = IdeaSerializer

    @extend_schema(
        operation_id="ideas",
        summary="List and search ideas",
        parameters=[IdeasQuery],
        responses=IDEA_PAGE,
    )
    def get(self, request: Request) -> Response:
        return list_of_ideas(request, asked(request, IdeasQuery))

    @extend_schema(
        operation_id="create_idea",
        summary="Keep a new idea as a draft, with its examples",
        request=NewIdeaWriting,
        responses={201: IdeaSerializer},
    )
    @transaction.atomic
    def post(self, request: Request) -> Response:
        sent = read(NewIdeaWriting, request)
        idea = actions.save_draft(person(request), sent, sent.get("tags", ()))
        if examples := sent.get("examples"):
            save_example_draft(person(request), idea, **as_given(examples))
        response = whole(request, visible_idea(request, idea.slug), status.HTTP_201_CREATED)
        response["Location"] = response.data["links"]["self"]
        return response


class DraftsView(GenericAPIView[Idea]):
    permission_classes = (IsAuthenticated,)
    serializer_class = IdeaSummarySerializer

    @extend_schema(operation_id="drafts", summary="List one's own drafts, the latest first", responses=IDEA_PAGE)
    def get(self, request: Request) -> Response:
        drafts = list(Idea.objects.drafts_of(person(request)).for_cards())
        return page(request, IdeaSummarySerializer, drafts, context=shown_with(request, drafts))


class IdeaView(GenericAPIView[Idea]):
    serializer_class = IdeaSerializer

    @extend_schema(operation_id="idea", summary="Read an idea", responses=IdeaSerializer)
    def get(self, request: Request, slug: str) -> Response:
        idea = visible_idea(request, slug)
        if isinstance(request.user, User) and idea.is_published:
            note_opening(request.user, idea)  # the answer has the audience, so this person can no longer glance blindly
        return whole(request, idea)

    @extend_schema(
        operation_id="edit_idea",
        summary="Change what an idea says; what it said before is kept",
        description="With `saves`, an idea whose texts were saved since it was read stays as it is, and the answer is"
        " 409.",
        request=IdeaEditing,
        responses=IdeaSerializer,
    )
    def patch(self, request: Request, slug: str) -> Response:
        idea = editable_idea(request, slug)
        sent = read(IdeaEditing, request, partial=True)
        seen = sent.pop("saves", None)
        tags = sent.get("tags", idea.tag_names)
        if idea.is_draft:
            actions.save_draft(person(request), sent, tags, idea, seen=seen)
        else:
            refuse_missing(idea, sent)
            actions.edit_idea(person(request), idea, sent, tags, seen=seen)
        return whole(request, visible_idea(request, idea.slug))

    @extend_schema(
        operation_id="withdraw_idea",
        summary="Delete a draft, or take a published idea out of every list",
        responses={204: OpenApiResponse(description="It is gone from where others could see it.")},
    )
    def delete(self, request: Request, slug: str) -> Response:
        idea = editable_idea(request, slug)
        if idea.is_draft:
            actions.discard_draft(person(request), idea)
        elif idea.is_published:
            actions.unpublish(person(request), idea)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PublicationView(GenericAPIView[Idea]):
    serializer_class = IdeaSerializer

    @extend_schema(
        operation_id="publish_idea",
        summary="Publish a draft or a withdrawn idea, freeze its examples and plan its runs",
        description="A draft gets its lasting address, so go on with `links` from the answer. What is nearly an earlier"
        " idea of its author is refused with 409, and the `links` of the problem lead to that idea.",
        request=None,
        responses=IdeaSerializer,
    )
    def post(self, request: Request, slug: str) -> Response:
        idea = editable_idea(request, slug)
        refuse_missing(idea, {})
        published = publish(
            person(request), idea, **as_drafted(idea), seen=idea.saves, examples_seen=idea.example_saves
        )
        return whole(request, visible_idea(request, published.slug))


def whole(request: Request, idea: Idea, code: int = status.HTTP_200_OK) -> Response:
    return Response(IdeaSerializer(idea, context=shown_with(request, [idea])).data, code)


def refuse_missing(idea: Idea, changes: dict[str, Any]) -> None:
    """Raises ValidationError that names each required text that would be blank."""
    missing = [name for name in REQUIRED if shows_nothing(changes.get(name, getattr(idea, name)))]
    if missing:
        raise ValidationError({name: [MISSING] for name in missing})
