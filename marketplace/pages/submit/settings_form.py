"""The form of task and checks, for an author who wants others than the inferred ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.models import MAX_COLUMN_NAME, Task
from evaluations.prototypes.scorers import (
    CHOICES,
    SCORERS,
    TEXTS,
    UNCHECKED,
    USUAL_THRESHOLDS,
    composed,
    label,
    suits,
)
from ideas.texts import cleaned, shows_nothing
from marketplace.pages.site.fields import without_piled_accents

# Labels are scored as labels and nothing else is, so there is nothing to choose.
CHOSEN = {scorer: text for scorer, text in CHOICES.items() if scorer != label.name}
THRESHOLDS = {name: scorer.threshold for name, scorer in SCORERS.items() if scorer.threshold}


@dataclass(frozen=True, slots=True)
class Choice:
    """One scorer, as the page offers it. `tasks`: the tasks it suits; `parameter`: its field, if any."""

    scorer: str
    tasks: str
    is_main: bool
    is_beside: bool
    parameter: forms.BoundField | None

    @property
    def label(self) -> str:
        return str(capfirst(CHOSEN[self.scorer]))

    @property
    def unit(self) -> str:
        return THRESHOLDS[self.scorer].unit

    @property
    def can_be_beside(self) -> bool:
        return self.scorer != UNCHECKED


class ColumnNameField(forms.CharField):
    """What the author calls a column. Cleans to one line in NFC form."""

    default_validators = [without_piled_accents]

    def __init__(self, label: str) -> None:
        super().__init__(max_length=MAX_COLUMN_NAME, required=False, label=label)

    def to_python(self, value: Any) -> str:
        text = " ".join(composed(cleaned(str(super().to_python(value)))).split())
        return "" if shows_nothing(text) else text


class SettingsForm(forms.Form):
    use_required_attribute = False

    task = forms.ChoiceField(
        choices=[("", "As found in the examples"), *Task.choices],
        widget=forms.RadioSelect,
        required=False,
        label="What the examples ask for",
    )
    scorer = forms.ChoiceField(
        choices=[("", ""), *CHOSEN.items()],
        required=False,
        label="What counts as right",
    )
    also = forms.MultipleChoiceField(
        choices=[(scorer, text) for scorer, text in CHOSEN.items() if scorer != UNCHECKED],
        required=False,
        label="Also check",
    )
    brackets_are_minus = forms.BooleanField(
        required=False,
        label="Numbers in brackets are negative: (5) means −5",
        help_text="As accountants write them, in expected outputs and in answers. Otherwise (5) is 5.",
    )

    case_counts = forms.BooleanField(
        required=False,
        label="Labels that differ in case alone are different: “polish” is not “Polish”",
        help_text="Otherwise they are one label, in its commonest spelling.",
    )
    input_name = ColumnNameField("What goes in")
    expected_name = ColumnNameField("What comes out")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scorer, threshold in THRESHOLDS.items():
            self.fields[parameter_of(scorer)] = forms.FloatField(
                min_value=threshold.lowest,
                max_value=threshold.highest,
                required=False,
                label=threshold.label,
                widget=forms.NumberInput(
                    {
                        "step": "0.01",
                        "inputmode": "decimal",
                        "aria-label": threshold.label,
                        "placeholder": USUAL_THRESHOLDS.get(scorer, "none"),
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
        goes = [each for each in CHOICES if not task or suits(task, each)]
        scorer = scorer if scorer in goes else ""
        beside = [each for each in data.get("also", []) if each in goes and each != scorer]
        return {
            "task": task,
            "scorer": scorer,
            "threshold": self.parameter(scorer),
            "more_checks": [(each, self.parameter(each)) for each in beside],
            "brackets_are_minus": data.get("brackets_are_minus", False) and (not task or task in TEXTS),
            "case_counts": data.get("case_counts", False) and task in ("", Task.CLASSIFY),
        }

    def names(self) -> ColumnNames:
        """Of the two columns; blank where one is refused."""
        self.is_valid()
        return self.cleaned_data.get("input_name", ""), self.cleaned_data.get("expected_name", "")

    def parameter(self, scorer: str) -> float | None:
        if scorer not in THRESHOLDS:
            return None
        typed = self.cleaned_data.get(parameter_of(scorer))
        return USUAL_THRESHOLDS.get(scorer) if typed is None else typed


def parameter_of(scorer: str) -> str:
    """The name of its field."""
    return f"threshold_{scorer}"


def first_values(chosen: Mapping[str, Any], names: ColumnNames) -> dict[str, Any]:
    """The initial values of the form, for the choices made before."""
    checks = [(chosen["scorer"], chosen["threshold"]), *chosen["more_checks"]]
    beside = [scorer for scorer, _ in chosen["more_checks"]]
    parameters = {parameter_of(scorer): parameter for scorer, parameter in checks}
    same = {name: chosen[name] for name in ("task", "scorer", "brackets_are_minus", "case_counts")}
    return parameters | same | {"also": beside, "input_name": names[0], "expected_name": names[1]}


def typed_values(typed: QueryDict) -> dict[str, Any]:
    return typed.dict() | {"also": typed.getlist("also")}
