"""Why a moderator acts; and for a suspension, how long."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ideas.models import Because
from ideas.models.act import MAX_NOTE, ActReason
from marketplace.pages.site.fields import TypedText

TERMS = {"1": "One day", "7": "A week", "30": "Thirty days", "365": "A year", "": "Without an end (a ban)"}  # days


class ActForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose a reason"), *ActReason.choices],
        help_text="The public log shows it.",
        error_messages={"required": "Choose why."},
    )
    note = TypedText(
        label="What the person concerned should know",
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They and moderators read it. It is never public.",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason") == ActReason.OTHER and not self.cleaned_data.get("note"):
            self.add_error("note", "Say what it is, since the reason does not.")
        return self.cleaned_data

    @property
    def because(self) -> Because:
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"])


class SuspendForm(ActForm):
    days = forms.ChoiceField(
        label="For how long",
        choices=[*TERMS.items()],
        initial="7",
        required=False,
        widget=forms.RadioSelect,
        help_text="It ends by itself, and can be lifted before.",
    )
    field_order = ["days", "reason", "note"]

    @property
    def because(self) -> Because:
        days = self.cleaned_data["days"]
        until = timezone.now() + timedelta(days=int(days)) if days else None
        return Because(self.cleaned_data["reason"], self.cleaned_data["note"], until)
