"""Numbers in brackets: a minus by the author's word alone, and never where they are no amount."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.prototypes.scorers import SCORERS, Notation, ScoringInputs, bracketed_in, in_words, number_in
from evaluations.prototypes.scorers.canonical import canonical

MINUS = Notation(brackets_are_minus=True)
BRACKETS = ScoringInputs(notation=MINUS)
OF_WORDS = ("exact", "contains", "contains-all", "contains-any", "token-f1", "rouge-l")
FORMS = (
    "{}",
    "{:,}",
    "{} %",
    "${:,}",
    "€{}",
    "{} EUR",
    "USD {:,}",
    "{}kg",
    "{} kg",
    "{} million",
    "{}e3",
    "{}^2",
    "{}k",
)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("(5)", "-5"),
        ("($5.00)", "-5"),
        ("$(5.00)", "-$5"),
        ("(1,234.50)", "-1234.5"),
        ("(1 234,50 €)", "-1234.5"),
        ("(1'234)", "-1234"),
        ("(5)%", "-5"),
        ("(5%)", "-5"),
        ("( 5 )", "–5"),
        ("(USD 5)", "-5"),
        ("(½)", "-0.5"),
        ("(2 1/3)", "-7/3"),
        ("(.5)", "-0.5"),
        ("(1.2 million)", "-1,200,000"),
        ("($3.5m)", "-3500000"),
        ("(10²)", "-100"),
        ("The loss was (5).", "-5"),
        ("Total: (5)", "-5"),
    ],
)
def test_number_in_brackets_is_negative_by_the_word_of_the_author(answer: str, expected: str) -> None:
    number = SCORERS["number"]
    for one, other in ((answer, expected), (expected, answer)):
        assert number(one, other, BRACKETS) == 1
        assert number(one, other) == 0


@pytest.mark.parametrize("scorer", [*OF_WORDS, "number"])
@settings(max_examples=40)
@given(st.decimals("0.01", "999999.99", places=2), st.sampled_from(FORMS))
def test_bracketed_number_in_any_form_is_its_negative_and_nothing_else(scorer: str, size: Decimal, form: str) -> None:
    plain = form.format(size)
    assert SCORERS[scorer](f"({plain})", f"-{plain}", BRACKETS) == 1
    assert SCORERS[scorer](f"-{plain}", f"({plain})", BRACKETS) == 1
    assert SCORERS[scorer](f"({plain})", plain, BRACKETS) < 1
    assert SCORERS[scorer](f"({plain})", f"-{plain}") < 1
    assert SCORERS[scorer](f"({plain})", plain) == 1


@settings(max_examples=40)
@given(st.integers(1, 10**9), st.sampled_from([",", "."]))
def test_brackets_and_the_mark_of_the_column_go_together(size: int, mark: str) -> None:
    grouped = f"{size:,}".replace(",", "." if mark == "," else ",")
    assert number_in(f"({grouped})", Notation(mark, brackets_are_minus=True)) == -size


def test_field_in_brackets_is_negative_by_the_word_of_the_author() -> None:
    fields = SCORERS["fields"]
    for answer in ('{"loss": "(1,234.50)"}', '{"loss": "-1234.5"}'):
        assert fields(answer, '{"loss": -1234.5}', BRACKETS) == 1
    assert fields('{"loss": "(1,234.50)"}', '{"loss": -1234.5}') == 0


@pytest.mark.parametrize(
    "text", ["f(5)", "(-5)", "(2019-20)", "(5 of 8)", "(a)", "a(0)", "(10:30)", "(3.4.2026)", "()"]
)
def test_brackets_around_no_amount_are_left_alone(text: str) -> None:
    assert canonical(text, MINUS) == canonical(text)


@pytest.mark.parametrize("text", ["(1) sort, (2) count", "see note (5)", "(5)"])
def test_enumeration_is_not_touched_without_the_word_of_the_author(text: str) -> None:
    assert canonical(text) == canonical(text.replace("(", "").replace(")", ""))


@pytest.mark.parametrize(("one", "other"), [("-10²", "10²"), ("-USD 5", "USD 5"), ("-€5", "€5")])
def test_sign_before_a_power_or_a_currency_counts(one: str, other: str) -> None:
    assert SCORERS["number"](one, other) == SCORERS["number"](other, one) == 0
    assert SCORERS["number"](one, one) == 1


@pytest.mark.parametrize(
    ("outputs", "found"),
    [
        (["12", "(1,234)", "(7)"], "(1,234)"),
        (["12", " ($5.00) "], "($5.00)"),
        (['{"name":"x (2)","loss":"(5)"}'], "(5)"),
        (["a note (5)", "(a)", "(2019-20)", "f(5)"], ""),
    ],
)
def test_column_of_an_accountant_is_noticed(outputs: list[str], found: str) -> None:
    assert bracketed_in(outputs) == found


def test_word_of_the_author_is_said_beside_the_checks() -> None:
    said = in_words([("exact", None)], brackets_are_minus=True)
    assert said.endswith("; numbers in brackets are negative: (5) means −5")
    assert "brackets" not in in_words([("exact", None)])
