"""Numbers of answers as a reader sees them."""

import pytest

from ideas.models import Answer
from marketplace.pages.templatetags.figures import figure


@pytest.mark.parametrize(
    ("lower", "shown"),
    [(0.0, "No"), (0.8, "5x"), (0.9523, "21x"), (0.9995, "2,000x"), (0.99999, "100,000x"), (1, "$0")],
)
def test_cheapness_is_told_in_plain_numbers(lower: float, shown: str) -> None:
    assert figure(Answer(question="cheap", lower=lower)) == shown


def test_other_answers_are_told_in_percent() -> None:
    assert figure(Answer(question="works", lower=0.587)) == "59 %"
