from typing import Any

from django import forms

from evaluations.panel.links import LONGEST, why_not
from evaluations.panel.models.claim import WORDS
from evaluations.panel.models.glance import PRODUCT
from marketplace.pages.idea.forms import Words


class ClaimForm(forms.Form):
    product = Words(label="Product", max_length=PRODUCT)
    company = Words(label="Company", max_length=PRODUCT)
    link = Words(label="Link to it", max_length=LONGEST, widget=forms.URLInput(attrs={"placeholder": "https://"}))
    lacks = Words(
        label="What it lacks",
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-max": WORDS}),
    )
    by_frontier_lab = forms.BooleanField(label="A frontier lab offers it", required=False)

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if wrong := why_not(link):
            raise forms.ValidationError(wrong)
        return link


class StanceForm(forms.Form):
    upholds = forms.ChoiceField(
        label="Does it do this?",
        choices=[("yes", "Yes, it does this"), ("no", "No, it does not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    reason = Words(
        label="Why",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "data-max": WORDS}),
        error_messages={"required": "Give a reason."},
    )

    def __init__(self, claim: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"claim-{claim}-%s"} | kwargs)
        self.prefix_id = claim
