"""Judging: one given example at a time, its input alone. What the giver expects is never on the page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.moments.models import MomentScore
from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from evaluations.prototypes.models import ExampleRevision, Task
from evaluations.prototypes.strangers.judge import NOT_YET, Dealt, NotJudgeable, deal, dealt_by, judge
from ideas.limits import DailyLimit
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

from .give import MAX_LABELS, hint_for, shown_rows

SAY = "Say what should come of it, or press “It cannot be told”."
GONE = "That example is no longer waiting for you. Here is another one."


class AnswerForm(forms.Form):
    answer = TypedText(
        label="What should come of it?",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "autocomplete": "off"}),
        error_messages={"required": SAY},
    )

    def __init__(self, data: Mapping[str, Any] | None, revision: ExampleRevision) -> None:
        super().__init__(data)
        self.fields["answer"].help_text = hint_for(revision)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def judge_one(request: SignedInRequest) -> HttpResponse:
    """A waiting example, of those ideas first that lack nothing else."""
    if request.method != "POST":
        dealt = deal(request.user, MomentScore.objects.waiting_for_strangers())
        return page(request, dealt, AnswerForm(None, dealt.revision) if dealt else None)
    dealt = dealt_by(request.POST.get("row", ""), request.user)
    if dealt is None:
        messages.warning(request, GONE)
        return redirect("judge")
    form = AnswerForm(request.POST, dealt.revision)
    cannot_tell = request.POST.get("do") == "pass"
    if cannot_tell or form.is_valid():
        answer = "" if cannot_tell else form.cleaned_data["answer"]
        if judged(request, dealt, form, answer):
            return redirect("judge")
    return page(request, dealt, form)


def judged(request: SignedInRequest, dealt: Dealt, form: AnswerForm, answer: str) -> bool:
    """Whether the answer was kept; else the form says why and keeps what was typed. Raises PermissionDenied."""
    try:
        judge(request.user, dealt.row, answer)
    except (NotJudgeable, DailyLimit) as why:
        form.add_error(None, str(why))
        return False
    messages.success(
        request, "Thank you. What its giver expects stays unknown to you, so that the next ones are blind."
    )
    return True


def page(request: SignedInRequest, dealt: Dealt | None, form: AnswerForm | None) -> HttpResponse:
    labels = dealt.revision.labels()[:MAX_LABELS] if dealt and dealt.revision.task == Task.CLASSIFY else []
    context = {
        "dealt": dealt,
        "form": form,
        "may_judge": request.user.votes_rank,
        "not_yet": NOT_YET,
        "labels": labels,
        "shown": shown_rows(dealt.revision) if dealt else [],
    }
    return render(request, "strangers/judge.html", context, status=422 if form and form.errors else 200)
