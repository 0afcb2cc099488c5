"""The baseline is exact, ties included."""

import pytest

from evaluations.prototypes.recipes.majority import Majority
from evaluations.prototypes.recipes.types import ExampleRow


def rows(outputs: str) -> list[ExampleRow]:
    return [ExampleRow(f"input {number}", output) for number, output in enumerate(outputs)]


@pytest.mark.parametrize(
    ("outputs", "answer", "note"),
    [
        ("bab", "b", "The commonest output: 2 of 3 training rows have it."),
        ("ba", "a", "1 of 2 training rows have it, as does 1 other; the first in the alphabet is taken."),
        ("cbabca", "a", "2 of 6 training rows have it, as do 2 others; the first in the alphabet is taken."),
    ],
)
def test_majority_answers_the_commonest_output(outputs: str, answer: str, note: str) -> None:
    asked = Majority().fit("answer", rows(outputs)).ask(ExampleRow("anything", ""))
    assert asked.answer == answer
    assert asked.note.endswith(note)


def test_majority_does_not_depend_on_the_order_of_rows() -> None:
    assert Majority().fit("classify", rows("abba")) == Majority().fit("classify", rows("baab"))
