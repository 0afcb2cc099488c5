"""What the examples ask for and how an answer is scored, where the author wants it otherwise than inferred."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from evaluations.prototypes.models import Scorer, Task
from evaluations.prototypes.scorers import DEFAULT_THRESHOLD

ANSWER_SCORERS = [(scorer.value, capfirst(scorer.label)) for scorer in Scorer if scorer != Scorer.LABEL]


class SettingsForm(forms.Form):
    use_required_attribute = False

    task = forms.ChoiceField(
        choices=[("", "As found in the examples"), *Task.choices],
        widget=forms.RadioSelect,
        required=False,
        label="What the examples ask for",
    )
    scorer = forms.ChoiceField(
        choices=[("", "By the length of the expected texts"), *ANSWER_SCORERS],
        widget=forms.RadioSelect,
        required=False,
        label="When a written answer counts as right",
        help_text="Short texts (up to 24 characters) must be the same, longer ones (up to 60) must occur in the answer,"
        " still longer ones must be close in meaning.",
    )
    threshold = forms.FloatField(
        min_value=0,
        max_value=1,
        required=False,
        label="How close in meaning",
        help_text=f"Least cosine similarity that counts, from 0 to 1; {DEFAULT_THRESHOLD} unless you say otherwise."
        " Only for closeness in meaning.",
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal", "class": "short"}),
    )

    def chosen(self) -> dict[str, Any]:
        """As actions take it. A choice that does not go with the others is left out; so is what was refused."""
        self.is_valid()
        data = self.cleaned_data
        task = data.get("task", "")
        scorer = "" if task == Task.CLASSIFY else data.get("scorer", "")
        threshold = data.get("threshold") if scorer == Scorer.SIMILARITY else None
        if scorer == Scorer.SIMILARITY and threshold is None:
            threshold = DEFAULT_THRESHOLD
        return {"task": task, "scorer": scorer, "threshold": threshold}
