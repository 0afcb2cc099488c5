"""The small forms of an idea's page: a comment, a report."""

from django import forms

from evaluations.prototypes.examples import MOST_CHARACTERS
from ideas.models.report import Reason

LONGEST_COMMENT = 10_000


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        help_text="Markdown works: *emphasis*, `code`, lists, quotes and links.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is wrong with it", choices=[("", "Choose a reason"), *Reason.choices])
    details = forms.CharField(
        label="What should a moderator know",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProposalForm(forms.Form):
    input = forms.CharField(
        label="Input",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "An example needs an input."},
    )
    expected = forms.CharField(
        label="What should come of it",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "Say what should have come of it."},
    )


class WaitlistForm(forms.Form):
    address = forms.EmailField(
        label="Your mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Type the address to write to.", "invalid": "This is no mail address."},
    )
