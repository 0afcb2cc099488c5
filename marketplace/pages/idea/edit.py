"""Editing an idea that was published, withdrawing it and publishing it again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.panel.models import Challenge
from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.publish import publish
from ideas import actions
from ideas.actions.repeats import AnotherIdea, PostedBefore
from ideas.limits import DailyLimit, TooManyLinks
from ideas.models import Idea
from marketplace.pages.moderation.waiting import say_if_held
from marketplace.pages.site.fields import seen_number
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest
from marketplace.pages.submit.drafts import unlike
from marketplace.pages.submit.examples import rows_to_publish
from marketplace.pages.submit.forms import IdeaForm, again, said
from marketplace.pages.submit.idea import known_tags

from .repeats import leading_to

OVERTAKEN = (
    "Somebody changed this idea while you were writing; “Earlier versions” shows what. What you typed is still"
    " below: save it again to put it in place of what is stored now."
)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def edit(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    if idea.is_draft:
        return redirect("submit-draft", slug)
    if request.method != "POST":
        form = IdeaForm(initial=said(idea) | (again(typed) if typed else {}))
        return page(request, idea, form, saves=seen_number(typed) if typed and "seen" in typed else idea.saves)
    form = IdeaForm(request.POST)
    if form.is_valid():
        seen = seen_number(request.POST)
        try:
            actions.edit_idea(request.user, idea, form.cleaned_data, form.cleaned_data["tags"], seen=seen)
        except actions.Overtaken:
            return overtaken(request, slug, form)
        except TooManyLinks as links:
            form.add_error(links.field, str(links))
        except PostedBefore as before:
            form.add_error(None, leading_to(before))
        except AnotherIdea as another:
            form.add_error(None, str(another))
    if not form.is_valid():
        return page(request, idea, form, status=422)
    forget(request)
    if not say_if_held(request, idea):
        messages.success(request, "The idea is changed.")
    return redirect(idea)


def overtaken(request: SignedInRequest, slug: str, form: IdeaForm) -> HttpResponse:
    """What was typed, beside what is stored. Saving again puts the typed in place of the stored."""
    stored = Idea.objects.get_editable_or_403(request.user, slug)
    texts = unlike(stored, form.cleaned_data)
    form.add_error(None, OVERTAKEN)
    return page(request, stored, form, status=409, stored_texts=texts)


def page(request: SignedInRequest, idea: Idea, form: IdeaForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "idea": idea,
        "form": form,
        "saves": idea.saves,
        "known_tags": known_tags(),
        "seen": Challenge.objects.who_saw(idea),
        "may_republish": may_republish(request, idea),
    }
    return render(request, "idea/edit.html", context | more, status=status)


def may_republish(request: SignedInRequest, idea: Idea) -> bool:
    withdrawn = not (idea.is_published or idea.is_held or idea.held_back())
    return withdrawn and request.user.pk == idea.author_id


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unpublish(request: SignedInRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    if request.user.pk != idea.author_id:
        return redirect("act", "idea", idea.pk, "hide")
    if request.method != "POST" and idea.is_published:
        return render(request, "idea/unpublish.html", {"idea": idea})
    if idea.is_published:
        actions.unpublish(request.user, idea)
        messages.success(request, "The idea is out of every list. You can publish it again at any time.")
    return redirect(idea)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def republish(request: SignedInRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    if idea.is_published or idea.is_draft or idea.is_held:
        return redirect(idea)
    if request.user.pk != idea.author_id:
        return redirect("act", "idea", idea.pk, "show")
    if request.method != "POST":
        return render(request, "idea/republish.html", {"idea": idea})
    rows, settings = rows_to_publish(idea)
    try:
        publish(request.user, idea, rows, **settings)
    except (ExampleProblems, actions.Overtaken):
        messages.warning(request, "Its examples were changed meanwhile and are not right yet. Please look at them.")
        return redirect(f"{reverse('examples', args=[slug])}?check")
    except DailyLimit as limit:
        messages.warning(request, str(limit))
        return redirect("edit", slug)
    if not say_if_held(request, idea):
        messages.success(request, "The idea is published again, with its votes and comments.")
    return redirect(idea)
