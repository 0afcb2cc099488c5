"""Step 2: the examples of a draft; and the same page for an idea that is published already."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.pages.site.requests import SignedInRequest

from .drafts import own_draft
from .editor import edit_examples
from .rows import Pair
from .typed import keeps_what_is_typed


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def of_draft(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = own_draft(request.user, slug)
    draft = ExampleDraft.objects.of(idea)
    return edit_examples(
        request, idea, draft, typed, ready=lambda _: redirect("submit-review", idea.slug), step="examples"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def of_idea(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = get_object_or_404(Idea.objects.visible_to(request.user).for_page(), slug=slug)
    if idea.is_draft:
        return redirect("submit-examples", slug)
    if not idea.can_be_edited_by(request.user):
        raise PermissionDenied
    go_on = "Save and try these examples" if idea.is_published else "Save for when the idea is published again"
    return edit_examples(
        request, idea, latest_examples(idea), typed, ready=lambda draft: retry(request, idea, draft), go_on=go_on
    )


def latest_examples(idea: Idea) -> ExampleDraft:
    """The examples as last saved; else those that are tried, as a draft that is not stored."""
    draft = ExampleDraft.objects.of(idea)
    revision = None if draft.pk else ExampleRevision.objects.latest_of(idea)
    return revision.as_draft() if revision else draft


def rows_to_publish(idea: Idea) -> tuple[list[Pair], dict[str, Any]]:
    """What is tried when the idea is published again: the rows, and all else that goes with them."""
    draft = latest_examples(idea)
    return draft.pairs, {"documents": draft.papers} | draft.measured_by


def retry(request: SignedInRequest, idea: Idea, draft: ExampleDraft) -> HttpResponse:
    """A new revision of the examples of a published idea, and runs over it."""
    if not idea.is_published:
        messages.success(request, "The examples are saved. They are tried once the idea is published again.")
        return redirect(idea)
    try:
        publish(request.user, idea, draft.pairs, documents=draft.papers, **draft.measured_by)
    except ExampleProblems:  # another window saved other rows meanwhile
        return redirect(f"{request.path}?check")
    except DailyLimit as limit:
        messages.warning(request, f"{limit} The examples are saved.")
        return redirect(request.path)
    messages.success(request, "The examples are taken. Their results appear here as they come.")
    return redirect(idea)
