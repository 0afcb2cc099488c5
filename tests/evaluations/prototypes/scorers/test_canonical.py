"""Numbers and dates with the same meaning are equal, and a text with two possible meanings is not guessed."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.prototypes.scorers import ScoringInputs, exact, number_in
from evaluations.prototypes.scorers.canonical import canonical
from evaluations.prototypes.scorers.matches import contains_all, contains_any, number


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,000", "1000", True),
        ("1000.0", "1,000", True),
        ("1.000.000,50", "1000000.5", True),
        ("$1,234.50", "$1234.5", True),
        ("0.500 kg", "0.5 kg", True),
        ("-0", "0", True),
        (".5", "0.50", True),
        (".5", "5", False),
        ("−4", "-4", True),
        ("1.000", "1000", False),  # one, or a thousand
        ("1,5", "1.5", False),  # one and a half, or a list
        ("007", "7", False),  # a name
        ("10.0.0.1", "10001", False),
        ("2026-11-23", "23 November 2026", True),
        ("23.11.2026", "Nov. 23rd, 2026", True),
        ("11/23/2026", "2026/11/23", True),
        ("on the 23rd of November 2026.", "on the 2026-11-23", True),
        ("2026/03/04", "4 March 2026", True),
        ("03/04/2026", "2026-03-04", False),  # in March, or in April
        ("3.4.2026", "2026-04-03", False),
        ("31.02.2026", "2026-02-28", False),
        ("1687 04 14", "1687-04-14", False),
        ("23.11.26", "2026-11-23", False),
    ],
)
def test_exact_knows_numbers_and_dates(one: str, other: str, same: bool) -> None:
    assert exact(one, other) == exact(other, one) == float(same)


@settings(max_examples=50)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_date_in_words_is_the_date_in_iso_form(day: date) -> None:
    assert canonical(f"{day:%d %B %Y}") == canonical(f"{day:%B} {day.day}, {day:%Y}") == day.isoformat()


@settings(max_examples=50)
@given(st.integers(0, 10**9), st.integers(0, 99))
def test_grouping_changes_no_number(whole: int, cents: int) -> None:
    assert canonical(f"{whole:,}.{cents:02}") == canonical(f"{whole}.{cents:02}")


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_canonical_form_stays(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The answer is 42.", "42"),
        ("1,200 kg", "1200"),
        ("about -3.5 degrees", "-3.5"),
        ("2,5 litres", "2.5"),
        ("12e3", "12000"),
        ("5 = 5.0", "5"),
        ("gauge .34", "0.34"),
        ("between 3 and 4", None),
        ("none", None),
        ("23.11.2026", None),
        ("B12", None),
    ],
)
def test_single_number_is_found(text: str, found: str | None) -> None:
    assert number_in(text) == (None if found is None else Fraction(found))


@pytest.mark.parametrize(
    ("answer", "tolerance", "right"),
    [("100", 0.0, 1.0), ("101", 0.01, 1.0), ("99 kg", 0.01, 1.0), ("101.1", 0.01, 0.0), ("no", 1.0, 0.0)],
)
def test_number_may_be_off_by_its_share_of_the_expected(answer: str, tolerance: float, right: float) -> None:
    assert number(answer, "100", ScoringInputs(tolerance)) == right


def test_every_line_or_any_line_is_looked_for() -> None:
    assert contains_all("Paid 1,000 on 23.11.2026", "1000\n23 November 2026") == 1.0
    assert contains_all("Paid 1,000", "1000\n23 November 2026") == 0.0
    assert contains_any("Paid 1,000", "1000\n23 November 2026") == 1.0
    assert contains_any("Paid 100", "1000\n23 November 2026") == 0.0


@pytest.mark.parametrize("text", ["1" * 5_000, "1/" + "1" * 5_000, "2 1/" + "1" * 5_000, "1." + "1" * 5_000])
def test_number_of_thousands_of_digits_is_none_and_no_error(text: str) -> None:
    assert number_in(text) is None
    assert exact(text, text, ScoringInputs()) == 1.0
