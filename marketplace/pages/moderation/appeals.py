"""Deciding about an appeal: the act, what the person says, and what the thing says."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.panel.actions import Refused, decide_appeal
from evaluations.panel.actions.appeals import thing_of
from ideas.models import Appeal, Because
from ideas.models.act import MAX_NOTE, ActReason
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

from .act import NOTHING, for_moderators, status_of
from .deeds import words_of


class DecisionForm(forms.Form):
    granted = forms.ChoiceField(
        label="Is the person right",
        choices=[("yes", "Yes: undo it"), ("no", "No: it stands")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    note = TypedText(
        label="Answer",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person and moderators read it. It is never public.",
        error_messages={"required": "Answer them."},
    )

    @property
    def is_granted(self) -> bool:
        return bool(self.cleaned_data["granted"] == "yes")


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    appeal = get_object_or_404(Appeal.objects.whole(), pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = decide_appeal(request.user, appeal, because(appeal, form), granted=form.is_granted)
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal) or "This is gone.")
        else:
            (messages.success if changed else messages.warning)(request, "It is decided." if changed else NOTHING)
            return redirect("desk")
    context: dict[str, Any] = {
        "appeal": appeal,
        "act": appeal.act,
        "words": words_of(thing_of(appeal.act)),
        "form": form,
    }
    return render(request, "moderation/appeal.html", context, status=status_of(form))


def because(appeal: Appeal, form: DecisionForm) -> Because:
    """An act is undone as a mistake; one that stands keeps its reason."""
    return Because(ActReason.MISTAKE if form.is_granted else appeal.act.reason, form.cleaned_data["note"])
