"""The task is inferred from the outputs, with a reason for the author."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.inference import DEFAULTS, default_scorer, infer, measure
from evaluations.prototypes.datasets.problems import ExampleProblems
from evaluations.prototypes.models import Task
from evaluations.prototypes.scorers import SCORERS


def rows(*outputs: str) -> list[tuple[str, str]]:
    return [(f"input {number}", output) for number, output in enumerate(outputs)]


def test_few_repeated_outputs_are_labels() -> None:
    inferred = infer(rows(*(["roads"] * 10 + ["light"] * 8 + ["water"] * 7 + ["parks"] * 5)))
    assert (inferred.task, inferred.scorer, inferred.threshold) == ("classify", "label", None)
    assert inferred.reason == "4 different outputs over 30 rows, each at least 5 times: a label to choose"


def test_labels_that_differ_in_case_are_counted_once() -> None:
    assert infer(rows("Yes", "yes", "YES", "no", "No", "no ", "yes", "no")).reason.startswith("2 different outputs")


def test_one_rare_label_does_not_make_texts_of_labels() -> None:
    inferred = infer(rows(*["yes"] * 7, "no"))
    assert inferred.task == "classify"
    assert "1 of them more than once" in inferred.reason


def test_single_output_is_a_label_without_a_choice() -> None:
    assert "nothing to choose from yet" in infer(rows(*["spam"] * 9)).reason


def test_different_outputs_are_texts() -> None:
    inferred = infer(rows(*(f"1687-04-{day:02}" for day in range(10, 25))))
    assert (inferred.task, inferred.scorer) == ("answer", "exact")
    assert inferred.reason == "15 different outputs over 15 rows, typically 10 characters: a text to write"


def test_single_short_output_is_told_in_the_singular() -> None:
    assert infer(rows("x")).reason == "1 different output over 1 row, typically 1 character: a text to write"


def test_long_outputs_are_no_labels_though_they_repeat() -> None:
    assert infer(rows(*["yes, and " * 20] * 6, *["no, for " * 20] * 6)).task == "answer"


@pytest.mark.parametrize(
    ("length", "scorer", "threshold"), [(24, "exact", None), (25, "contains", None), (61, "similarity", 0.75)]
)
def test_default_scorer_follows_the_typical_length(length: int, scorer: str, threshold: float | None) -> None:
    assert default_scorer("answer", rows("x" * length, "y", "z" * 5_000)) == (scorer, threshold)


def test_no_rows_are_inferred_without_error() -> None:
    assert infer([]).task == "answer"


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=90)), max_size=30))
def test_inference_fits_its_fields(examples: list[tuple[str, str]]) -> None:
    inferred = infer(examples)
    assert len(inferred.reason) <= 200
    assert inferred.scorer in SCORERS
    assert (inferred.threshold is not None) == (inferred.scorer == "similarity")


def test_every_task_can_be_chosen() -> None:
    assert list(DEFAULTS) == Task.values


@pytest.mark.parametrize(
    ("scorer", "threshold"), [("number", 1.0), ("number", -0.1), ("similarity", 0.3), ("token-f1", 0.05)]
)
def test_threshold_that_nearly_every_answer_passes_is_refused(scorer: str, threshold: float) -> None:
    with pytest.raises(ExampleProblems) as refused:
        measure([("a", "12"), ("b", "13")], [], "answer", scorer, threshold)
    assert f"threshold of {scorer}" in refused.value.problems[0].message
