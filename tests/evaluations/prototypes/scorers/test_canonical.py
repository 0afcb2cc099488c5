"""Numbers and dates with the same meaning are equal, and a text with two possible meanings is not guessed."""

import pytest

from evaluations.prototypes.scorers import ScoringInputs, exact, number_in


@pytest.mark.parametrize("text", ["1" * 5_000, "1/" + "1" * 5_000, "2 1/" + "1" * 5_000, "1." + "1" * 5_000])
def test_number_of_thousands_of_digits_is_none_and_no_error(text: str) -> None:
    assert number_in(text) is None
    assert exact(text, text, ScoringInputs()) == 1.0
