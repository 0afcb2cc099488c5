"""Step 1: the three ways to begin, and the texts of the idea. A draft is begun, saved and deleted here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.prototypes.models import ExampleDraft, Paste
from ideas.actions import Overtaken, save_draft
from ideas.limits import TooManyDrafts
from ideas.models import Idea, Tag
from marketplace.pages.pastes.holder import browser_of
from marketplace.pages.site.fields import seen_number
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest

from .drafts import NothingToKeep, draft_at, keep_draft, new_draft, own_draft, unlike
from .forms import IdeaForm, again, said
from .preview import DraftCard, card_of

SUGGESTED_TAGS = 300
ELSEWHERE = "This draft was changed elsewhere. Press “Save the draft” to see both; nothing that you typed is lost."


@require_safe
@login_required
def start(request: SignedInRequest) -> HttpResponse:
    """From the table that this browser tried last, from examples, or from a pitch (`?from=pitch`: the form at once)."""
    idea = new_draft(request.user)
    if request.GET.get("from") == "pitch":
        return page(request, idea, IdeaForm())
    drafts = Idea.objects.drafts_of(request.user).only("slug", "title", "edited")
    context = {"idea": idea, "drafts": list(drafts), "paste": Paste.objects.latest_of(browser_of(request))}
    return render(request, "submit/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def write(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = draft_at(request.user, slug)
    if request.method == "POST":
        return begin_with_examples(request, idea) if request.POST.get("do") == "examples" else save(request, idea)
    if idea.pk is None and typed is None:
        raise Http404
    form = IdeaForm(initial=said(idea) | (again(typed) if typed else {}))
    seen = seen_number(typed) if typed and "seen" in typed else idea.saves
    return page(request, idea, form, seen=seen)


def begin_with_examples(request: SignedInRequest, idea: Idea) -> HttpResponse:
    """A draft without words, unless there is one at this address already: somebody clicked twice."""
    try:
        if idea.pk is None:
            save_draft(request.user, {}, idea=idea)
    except IntegrityError:  # sent twice at once
        idea = own_draft(request.user, idea.slug)
    except TooManyDrafts as trouble:
        messages.warning(request, str(trouble))
        return redirect("submit")
    return redirect("submit-examples", idea.slug)


def save(request: SignedInRequest, idea: Idea) -> HttpResponse:
    """Save the valid fields first, then report the others: a draft may be as unfinished as its author likes."""
    go_on = request.POST.get("do") == "go"
    form = IdeaForm(request.POST, whole=go_on)
    form.full_clean()
    try:
        idea = keep_draft(request.user, idea, form, seen_number(request.POST))
    except Overtaken:
        return overtaken(request, draft_at(request.user, idea.slug), form)
    except TooManyDrafts as trouble:
        form.add_error(None, str(trouble))
    except NothingToKeep as trouble:
        if form.is_valid():
            form.add_error("title", str(trouble))
    if request.htmx:
        saved = {"seen": idea.saves, "form": form, "card": card_with(examples_of(idea))}
        return render(request, "submit/_saved.html", saved)
    if not form.is_valid():
        return page(request, idea, form, status=422)
    forget(request)
    if go_on:
        return redirect("submit-review" if examples_of(idea).rows else "submit-examples", idea.slug)
    messages.success(request, "The draft is saved. You can finish it another day.")
    return redirect("submit-draft", idea.slug)


def overtaken(request: SignedInRequest, stored: Idea, form: IdeaForm) -> HttpResponse:
    """What was typed, beside what is stored. Saving again puts the typed in place of the stored."""
    if request.htmx:
        return render(request, "submit/_saved.html", {"trouble": ELSEWHERE}, status=409)
    both = {"is_overtaken": True, "stored_texts": unlike(stored, form.cleaned_data) if stored.pk else []}
    return page(request, stored, form, status=409, **both)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask first, then delete the draft."""
    idea = own_draft(request.user, slug)
    if request.method != "POST":
        return render(request, "submit/delete.html", {"idea": idea})
    idea.delete()
    messages.success(request, "The draft is deleted.")
    return redirect("submit")


def page(request: SignedInRequest, idea: Idea, form: IdeaForm, status: int = 200, **more: Any) -> HttpResponse:
    examples = examples_of(idea)
    context = {
        "idea": idea,
        "form": form,
        "seen": idea.saves,
        "step": "idea",
        "known_tags": known_tags(),
        "has_examples": bool(examples.rows),
        "card": card_with(examples),
    }
    return render(request, "submit/idea.html", context | more, status=status)


def examples_of(idea: Idea) -> ExampleDraft:
    return ExampleDraft.objects.of(idea) if idea.pk else ExampleDraft(idea=idea)


def card_with(examples: ExampleDraft) -> DraftCard | None:
    return card_of(examples.idea, examples.pairs, examples.papers, examples.names)


def known_tags() -> list[str]:
    return list(Tag.objects.values_list("name", flat=True)[:SUGGESTED_TAGS])
