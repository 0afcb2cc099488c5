"""The small forms of an idea's page: a comment, a report."""

from typing import Any

from django import forms

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from ideas.models.report import Reason

LONGEST_COMMENT = 10_000
TOO_LONG = "Use at most %(limit_value)d characters; these are %(show_value)d."


class Words(forms.CharField):
    """What somebody types or pastes, counted as they see it: a line break is one character, whatever the browser sends.

    Too much of it is said and never cut; the browser's own maxlength cuts what is pasted without a word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"error_messages": {"max_length": TOO_LONG} | kwargs.get("error_messages", {})})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class CommentForm(forms.Form):
    text = Words(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        help_text="Markdown works: *emphasis*, `code`, lists, quotes and links.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is wrong with it", choices=[("", "Choose a reason"), *Reason.choices])
    details = Words(
        label="What should a moderator know",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProposalForm(forms.Form):
    input = Words(
        label="Input",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "An example needs an input."},
    )
    expected = Words(
        label="What should come of it",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "Say what should have come of it."},
    )


class WaitlistForm(forms.Form):
    address = forms.EmailField(
        label="Your mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Type the address to write to.", "invalid": "This is no mail address."},
    )
