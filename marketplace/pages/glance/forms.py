"""The forms of the glance game, in the order of its questions; then those of prior art."""

from typing import Any

from django import forms

from evaluations.panel.links import LONGEST, why_not
from evaluations.panel.models import Challenge, Pay, Use
from evaluations.panel.models.claim import WORDS as CLAIM_WORDS
from evaluations.panel.models.glance import PRODUCT, WORDS
from marketplace.pages.site.fields import TypedText


def one_of(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    errors = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **options)


class WordsForm(forms.Form):
    """Asked before the four lines are shown, so that the words are the player's own."""

    words = TypedText(
        label="In your own words: what is it for?",
        max_length=WORDS,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-max": WORDS}),
    )


class AnswersForm(forms.Form):
    words = TypedText(max_length=WORDS, required=False, widget=forms.HiddenInput)
    picked = one_of("Who is it for, and what for?", [], help_text="“…” stands for words that the card had.")
    would_use = one_of("Would you use it?", Use.choices)
    would_pay = one_of("What would you pay for it in a month?", Pay.choices)
    knows = one_of("Do you know a product that does it?", [("no", "No"), ("yes", "Yes, this one:")])
    product_name = TypedText(label="Its name", max_length=PRODUCT, required=False)
    product_link = TypedText(
        label="Its link, if you have it",
        max_length=LONGEST,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picked"].choices = [(str(place), line) for place, line in enumerate(challenge.choices)]  # type: ignore[attr-defined]  # it is a ChoiceField
        if not challenge.asks_to_pay:
            del self.fields["would_pay"]

    def clean(self) -> dict[str, Any]:
        """After “No” the fields below it do not count, whatever they still hold."""
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


class ClaimForm(forms.Form):
    product = TypedText(label="Product", max_length=PRODUCT)
    company = TypedText(label="Company", max_length=PRODUCT)
    link = TypedText(label="Link to it", max_length=LONGEST, widget=forms.URLInput(attrs={"placeholder": "https://"}))
    lacks = TypedText(
        label="What it lacks",
        max_length=CLAIM_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-max": CLAIM_WORDS}),
    )
    by_frontier_lab = forms.BooleanField(label="A big AI lab offers it", required=False)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if wrong := why_not(link):
            raise forms.ValidationError(wrong)
        return link


class ReplyForm(forms.Form):
    """Of the idea's author, beside a claim."""

    text = TypedText(
        label="Your answer",
        max_length=CLAIM_WORDS,
        help_text="Markdown works: *emphasis*, `code`, lists, quotes and links.",
        widget=forms.Textarea(attrs={"rows": 3, "data-max": CLAIM_WORDS}),
        error_messages={"required": "Write something first."},
    )

    def __init__(self, claim: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"reply-{claim}-%s"} | kwargs)
        self.claim_id = claim


class StanceForm(forms.Form):
    upholds = forms.ChoiceField(
        label="Does it do this?",
        choices=[("yes", "Yes, it does this"), ("no", "No, it does not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = TypedText(
        label="Why",
        max_length=CLAIM_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "data-max": CLAIM_WORDS}),
        error_messages={"required": "Give a reason."},
    )

    def __init__(self, claim: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"claim-{claim}-%s"} | kwargs)
        self.prefix_id = claim
