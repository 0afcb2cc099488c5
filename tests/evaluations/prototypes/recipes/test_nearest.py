"""The closest training row or the closest label: the method that was better on the training rows."""

import numpy as np
import pytest

from evaluations.prototypes.recipes.nearest import nearest_rows
from evaluations.prototypes.recipes.types import ExampleRow
from evaluations.prototypes.scorers import Vector, cosine


def at(degrees: float, label: str, text: str = "") -> ExampleRow:
    return ExampleRow(
        text or f"{label} {degrees}", label, [float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))]
    )


def test_centroid_wins_where_single_rows_mislead() -> None:
    training = [at(0, "a"), at(20, "a"), at(40, "a"), at(38, "b"), at(80, "b"), at(100, "b"), at(22, "a"), at(60, "b")]
    fitted = nearest_rows("classify", training)
    assert fitted.method == "centroid"
    assert fitted.ask(at(37, "?")).answer == "a"


def test_example_wins_where_a_label_lies_on_both_sides() -> None:
    training = [
        at(degrees, "mid" if degrees in (45, 46, 47) else "edge") for degrees in (0, 1, 2, 45, 46, 47, 90, 91, 92)
    ]
    fitted = nearest_rows("classify", training)
    assert fitted.method == "example"
    assert fitted.ask(at(89, "?")).answer == "edge"
    assert fitted.summary()["left_one_out"]["example"] == 1.0


def test_choice_agrees_with_leaving_each_row_out_by_hand() -> None:
    rng = np.random.default_rng(3)
    training = [ExampleRow(f"row {n}", "abc"[n % 3], rng.normal(size=6).tolist()) for n in range(24)]
    training.append(ExampleRow("alone", "d", rng.normal(size=6).tolist()))
    for method, score in nearest_rows("classify", training).tried.items():
        right = 0
        for left_out in training:
            rest = [row for row in training if row is not left_out]
            right += answer_by_hand(method, rest, left_out) == left_out.expected
        assert score == pytest.approx(right / len(training))


def answer_by_hand(method: str, rest: list[ExampleRow], asked: ExampleRow) -> str:
    if method == "example":
        return max(rest, key=lambda row: cosine(vector(row), vector(asked))).expected
    middles = {
        label: np.mean(
            [np.array(vector(row)) / np.linalg.norm(vector(row)) for row in rest if row.expected == label], axis=0
        )
        for label in sorted({row.expected for row in rest})
    }
    return max(middles, key=lambda label: cosine(middles[label].tolist(), vector(asked)))


def vector(row: ExampleRow) -> Vector:
    assert row.vector is not None
    return row.vector


def test_text_is_answered_with_the_output_of_the_closest_row() -> None:
    training = [at(0, "first output"), at(50, "second output", "the close one")]
    asked = nearest_rows("answer", training).ask(at(45, "?"))
    assert asked.answer == "second output"
    assert asked.note == "The closest training row (cosine 1.00): the close one"


def test_single_training_row_is_enough() -> None:
    assert nearest_rows("classify", [at(0, "a")]).ask(at(180, "?")).answer == "a"
