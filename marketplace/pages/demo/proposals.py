"""Examples that visitors propose after a try. The author accepts or declines several at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS, ExampleProblems
from evaluations.prototypes.demos.proposals import NotProposable, accept_proposals, decline_proposals
from evaluations.prototypes.demos.proposals import propose as propose_example
from evaluations.prototypes.models import Proposal
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.pages.site.fields import TypedText, whole_number
from marketplace.pages.site.requests import SignedInRequest

CLOSED = "This takes no more examples: it was withdrawn or its examples were taken away."


class ProposalForm(forms.Form):
    input = TypedText(
        label="Input",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "An example needs an input."},
    )
    expected = TypedText(
        label="What should come of it",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "Say what should have come of it."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposals(request: SignedInRequest, slug: str) -> HttpResponse:
    """GET: the proposals that wait for the author. POST: one more proposal, or with `do` the author's decision."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    if request.method != "POST":
        return waiting(request, idea)
    return decide(request, idea) if "do" in request.POST else propose(request, idea)


def waiting(request: SignedInRequest, idea: Idea, **context: Any) -> HttpResponse:
    if not idea.can_be_edited_by(request.user):
        raise PermissionDenied
    pending = list(Proposal.objects.for_idea(idea).pending())
    status = 422 if context else 200
    return render(request, "demo/proposals.html", {"idea": idea, "pending": pending} | context, status=status)


def decide(request: SignedInRequest, idea: Idea) -> HttpResponse:
    sent = [whole_number(key, digits=18) for key in request.POST.getlist("proposal")]
    keys = [key for key in sent if key is not None]
    if not keys and idea.can_be_edited_by(request.user):
        return waiting(request, idea, problem="Choose at least one proposal, then press the button again.")
    try:
        if request.POST["do"] == "accept":
            taken = accept_proposals(request.user, idea, keys)
            messages.success(request, f"{counted(taken)} accepted. The new examples are tried at once.")
        else:
            declined = decline_proposals(request.user, idea, keys)
            messages.success(request, f"{counted(declined)} declined.")
    except (ExampleProblems, DailyLimit) as problem:
        return waiting(request, idea, problem=str(problem), chosen=keys)
    return redirect(idea)


def counted(number: int) -> str:
    return "1 proposal was" if number == 1 else f"{number} proposals were"


def propose(request: SignedInRequest, idea: Idea) -> HttpResponse:
    form = ProposalForm(request.POST)
    if form.is_valid():
        try:
            propose_example(request.user, idea, form.cleaned_data["input"], form.cleaned_data["expected"])
        except NotOpen:
            form.add_error(None, CLOSED)
        except (NotProposable, DailyLimit) as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return render(request, "demo/propose.html", {"idea": idea, "form": form}, status=422)
    messages.success(request, "Thank you. Your example waits for the idea's author.")
    return redirect(reverse("try", args=[idea.slug]))
