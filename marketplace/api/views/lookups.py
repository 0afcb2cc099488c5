"""Find the target of a request. A target that the person may not see is answered like one that does not exist."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from evaluations.panel.models import Claim
from evaluations.prototypes.models import Run
from ideas.models import Comment, Idea
from marketplace.accounts.models import User


def person(request: Request) -> User:
    """The person who sent the request. Permissions have refused strangers before."""
    assert isinstance(request.user, User)
    return request.user


def visible_idea(request: Request, slug: str) -> Idea:
    return Idea.objects.get_visible_or_404(request.user, slug)


def editable_idea(request: Request, slug: str) -> Idea:
    """Raises Http404 for what this person cannot see, PermissionDenied for what they cannot change."""
    return Idea.objects.get_editable_or_403(request.user, slug)


def visible_comment(request: Request, pk: int) -> Comment:
    comment = get_object_or_404(Comment.objects.visible_to(request.user).select_related("author", "idea"), pk=pk)
    visible_idea(request, comment.idea.slug)
    return comment


def visible_claim(request: Request, pk: int) -> Claim:
    rows = Claim.objects.standing()
    if isinstance(request.user, User):
        rows |= Claim.objects.held().by(request.user)
    claim = get_object_or_404(rows.select_related("idea", "person"), pk=pk)
    visible_idea(request, claim.idea.slug)
    return claim


def visible_run(request: Request, pk: int) -> Run:
    run = get_object_or_404(Run.objects.for_rows(), pk=pk)
    visible_idea(request, run.revision.idea.slug)
    return run


def read(form: Any, request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The body of the request, validated by `form`; `partial`: every field may be left out. Raises ValidationError."""
    serializer = form(data=request.data, partial=partial)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
