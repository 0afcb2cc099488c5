"""The questions after a glance, in the order in which they are asked."""

from typing import Any

from django import forms

from evaluations.panel.links import LONGEST, why_not
from evaluations.panel.models import Challenge, Pay, Use
from evaluations.panel.models.glance import PRODUCT, WORDS
from marketplace.pages.idea.forms import Words


def one_of(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    errors = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **options)


class WordsForm(forms.Form):
    """Asked before the four lines are seen, so that the words are their own."""

    words = Words(
        label="In your own words: what is it for?",
        max_length=WORDS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-max": WORDS}),
    )


class AnswersForm(forms.Form):
    words = forms.CharField(max_length=WORDS, required=False, widget=forms.HiddenInput)
    picked = one_of("Who is it for, and what for?", [])
    would_use = one_of("Would you use it?", Use.choices)
    would_pay = one_of("What would you pay for it in a month?", Pay.choices)
    knows = one_of("Do you know a product that does it?", [("no", "No"), ("yes", "Yes, this one:")])
    product_name = Words(label="Its name", max_length=PRODUCT, required=False)
    product_link = Words(
        label="Its link, if you have it",
        max_length=LONGEST,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].choices = [(str(place), line) for place, line in enumerate(challenge.choices)]  # type: ignore[attr-defined]  # it is a ChoiceField
        if challenge.person is None:
            del self.fields["would_pay"]

    def clean(self) -> dict[str, Any]:
        """Who says “No” is asked nothing more, whatever the fields below it still hold."""
        given = self.cleaned_data
        if given.get("knows") != "yes":
            for name in ("product_name", "product_link"):
                self.errors.pop(name, None)
                given[name] = ""
            return given
        if "product_name" in given and not given["product_name"]:
            self.add_error("product_name", "Say which product, or choose “No”.")
        if wrong := why_not(given["product_link"]) if given.get("product_link") else "":
            self.add_error("product_link", wrong)
        return given
