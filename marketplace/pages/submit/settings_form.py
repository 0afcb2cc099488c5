"""The form of task and checks, for an author who wants others than the inferred ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from evaluations.prototypes.datasets.checks import suits
from evaluations.prototypes.datasets.inference import USUAL_PARAMETER
from evaluations.prototypes.models import Scorer, Task
from evaluations.prototypes.models.examples import MAY_HAVE_THRESHOLD

CHOSEN = [scorer for scorer in Scorer if scorer != Scorer.LABEL]  # labels are scored as labels and nothing else is
# Names of the parameters and of a check beside the main one, short enough for a narrow screen.
PARAMETERS = {
    Scorer.SIMILARITY: ("How close in meaning", "least similarity"),
    Scorer.NUMBER: ("How far off a number may be", "tolerance"),
    Scorer.TOKEN_F1: ("Least token F1 that counts", "least F1"),
    Scorer.ROUGE_L: ("Least ROUGE-L that counts", "least ROUGE-L"),
    Scorer.FIELDS: ("Least field F1 that counts", "least F1"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One scorer, as the page offers it. `tasks`: the tasks it suits; `parameter`: its field, if any."""

    scorer: Scorer
    tasks: str
    is_main: bool
    is_beside: bool
    parameter: forms.BoundField | None

    @property
    def label(self) -> str:
        return str(capfirst(self.scorer.label))

    @property
    def unit(self) -> str:
        return PARAMETERS[self.scorer][1]

    @property
    def can_be_beside(self) -> bool:
        return self.scorer != Scorer.UNCHECKED


class SettingsForm(forms.Form):
    use_required_attribute = False

    task = forms.ChoiceField(
        choices=[("", "As found in the examples"), *Task.choices],
        widget=forms.RadioSelect,
        required=False,
        label="What the examples ask for",
    )
    scorer = forms.ChoiceField(
        choices=[("", ""), *((scorer.value, scorer.label) for scorer in CHOSEN)],
        required=False,
        label="What counts as right",
    )
    also = forms.MultipleChoiceField(
        choices=[(scorer.value, scorer.label) for scorer in CHOSEN if scorer != Scorer.UNCHECKED],
        required=False,
        label="Also check",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scorer, (label, _) in PARAMETERS.items():
            self.fields[parameter_of(scorer)] = forms.FloatField(
                min_value=0,
                max_value=1,
                required=False,
                label=label,
                widget=forms.NumberInput(
                    {
                        "step": "0.01",
                        "inputmode": "decimal",
                        "aria-label": label,
                        "placeholder": USUAL_PARAMETER.get(scorer, "none"),
                    }
                ),
            )

    def choices(self) -> Iterator[Choice]:
        """Every scorer in its order, and whether it is chosen."""
        main, beside = self["scorer"].value() or "", self["also"].value() or []
        for scorer in CHOSEN:
            name = parameter_of(scorer)
            yield Choice(
                scorer,
                " ".join(task for task in Task.values if suits(task, scorer)),
                scorer == main,
                scorer in beside,
                self[name] if name in self.fields else None,
            )

    def chosen(self) -> dict[str, Any]:
        """The arguments for actions. A choice that does not suit the others is left out; so is a refused one."""
        self.is_valid()
        data = self.cleaned_data
        task, scorer = data.get("task", ""), data.get("scorer", "")
        goes = [each for each in Scorer.values if not task or suits(task, each)]
        scorer = scorer if scorer in goes else ""
        beside = [each for each in data.get("also", []) if each in goes and each != scorer]
        return {
            "task": task,
            "scorer": scorer,
            "threshold": self.parameter(scorer),
            "more_checks": [(each, self.parameter(each)) for each in beside],
        }

    def parameter(self, scorer: str) -> float | None:
        if scorer not in MAY_HAVE_THRESHOLD:
            return None
        typed = self.cleaned_data.get(parameter_of(scorer))
        return USUAL_PARAMETER.get(scorer) if typed is None else typed


def parameter_of(scorer: str) -> str:
    """The name of its field."""
    return f"threshold_{scorer}"


def first_values(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The initial values of the form, for the choices made before."""
    checks = [(chosen["scorer"], chosen["threshold"]), *chosen["more_checks"]]
    beside = [scorer for scorer, _ in chosen["more_checks"]]
    parameters = {parameter_of(scorer): parameter for scorer, parameter in checks}
    return parameters | {"task": chosen["task"], "scorer": chosen["scorer"], "also": beside}


def typed_values(typed: QueryDict) -> dict[str, Any]:
    return typed.dict() | {"also": typed.getlist("also")}
