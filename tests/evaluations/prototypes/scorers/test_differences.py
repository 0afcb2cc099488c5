"""What a sceptic would look for: two answers that differ in meaning, and that the site calls equal."""

import json
from itertools import permutations
from string import ascii_lowercase

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evaluations.prototypes.scorers import SCORERS, Notation, ScoringInputs, cased, exact, folded, label, number

OF_TEXTS = ("exact", "strict", "contains", "contains-all", "contains-any", "token-f1", "rouge-l")
MINUS_SIGNS = "-‐‑‒–−﹣－"

every_text_scorer = pytest.mark.parametrize("scorer", OF_TEXTS)


def fields(answer: object, expected: object, scorer: str = "fields") -> float:
    return SCORERS[scorer](json.dumps(answer), json.dumps(expected))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2", "–2"),
        ("2", "- 2"),
        ("10²", "102"),
        ("10⁶", "106"),
        ("m²", "m2"),
        ("㎡", "m2"),
        ("10⁻³", "10³"),
        ("a-b.com", "a.b.com"),
        ("ann-lee@example.org", "ann.lee@example.org"),
        ("/etc/a.d", "/etc/a-d"),
        ("a(0)", "a[0]"),
        ("f(x)", "f x"),
        ("A-", "A"),
        ("A+", "A-"),
        ("BB-", "BB"),
        ("AB-12.3", "AB-12-3"),
        ("v1.2-3", "v1.2.3"),
        ("snake_case", "snake case"),
        ("1.2 million", "1.2 billion"),
        ("5'", '5"'),
        ("1½", "11/2"),
        ("0.5", "5"),
    ],
)
@pytest.mark.parametrize("scorer", [*OF_TEXTS, "label"])
def test_texts_of_different_meaning_are_not_equal(one: str, other: str, scorer: str) -> None:
    assert SCORERS[scorer](one, other) < 1
    assert SCORERS[scorer](other, one) < 1


@every_text_scorer
@settings(max_examples=60)
@given(st.integers(1, 10**7), st.sampled_from(MINUS_SIGNS), st.sampled_from(["{}", "minus: {} degrees", "({})"]))
def test_sign_makes_another_answer(scorer: str, size: int, minus: str, sentence: str) -> None:
    plain, negative = sentence.format(size), sentence.format(f"{minus}{size}")
    assert SCORERS[scorer](negative, plain) < 1
    assert SCORERS[scorer](plain, negative) < 1
    assert number(negative, plain) == number(plain, negative) == 0


@every_text_scorer
@settings(max_examples=60)
@given(st.text("0123456789", min_size=1, max_size=12), st.data())
def test_digit_makes_another_answer(scorer: str, digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != digits[place]]))
    other = digits[:place] + digit + digits[place + 1 :]
    assert SCORERS[scorer](digits, other) < 1


@every_text_scorer
@settings(max_examples=60)
@given(st.integers(1, 999), st.sampled_from("²³⁴⁵⁶⁷⁸⁹"))
def test_power_makes_another_answer(scorer: str, base: int, power: str) -> None:
    raised, beside = f"{base}{power}", f"{base}{'⁰¹²³⁴⁵⁶⁷⁸⁹'.index(power)}"
    assert SCORERS[scorer](raised, beside) < 1
    assert SCORERS[scorer](raised, str(base)) < 1
    assert number(raised, beside) == 0


@every_text_scorer
@settings(max_examples=80)
@given(
    st.lists(st.text(ascii_lowercase + "0123456789", min_size=1, max_size=4), min_size=2, max_size=4),
    st.lists(st.sampled_from(".-_/:@([+"), min_size=3, max_size=3),
    st.data(),
)
def test_mark_inside_an_identifier_makes_another(
    scorer: str, parts: list[str], marks: list[str], data: st.DataObject
) -> None:
    """Words of letters alone, joined by hyphens, are words: "co-op" is "co op"."""
    assume(not all(part.isalpha() for part in parts))
    name = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=False))
    place = data.draw(st.integers(0, len(parts) - 2))
    other_mark = data.draw(st.sampled_from([mark for mark in ".-_/:@([+" if mark != marks[place]]))
    changed = [other_mark if at == place else mark for at, mark in enumerate(marks)]
    other = parts[0] + "".join(mark + part for mark, part in zip(changed, parts[1:], strict=False))
    assert SCORERS[scorer](name, other) < 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("180cm", "180"),
        ("42USD", "42"),
        ("€5", "5"),
        ("1 234", "1234"),
        ("1\u202f234,50 €", "1234.5"),
        ("1'234", "1234"),
        ("1,00,000", "100000"),
        ("1½", "1.5"),
        ("3/4", "0.75"),
        ("2 1/3", "7/3"),
        ("–5", "-5"),
        ("3.5k", "3500"),
        ("1.2 billion", "1,200,000,000"),
        ("$5m", "5 million"),
        ("12 lakh", "1200000"),
        ("3 × 10⁸", "300000000"),
        ("50 %", "50%"),
        ("١٢", "12"),
    ],
)
def test_number_is_read_as_people_write_it(answer: str, expected: str) -> None:
    assert number(answer, expected) == number(expected, answer) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("–5", "5"),
        ("10²", "102"),
        ("10⁶", "106"),
        ("1.2 billion", "1.2 million"),
        ("3-4", "3"),  # a range
        ("3/4/2026", "3"),
        ("12b", "12"),  # a house
        ("1.2.3", "1.2"),
        ("1e999", "1"),
        ("(5)", "-5"),  # accountants write it; it takes the word of the author
    ],
)
def test_other_number_is_not_the_number(answer: str, expected: str) -> None:
    assert number(answer, expected) == 0


@settings(max_examples=100)
@given(st.integers(-(10**12), 10**12), st.integers(0, 99), st.sampled_from(["{:,}", "{:,} ", "{:_}"]))
def test_grouping_changes_no_number(whole: int, cents: int, form: str) -> None:
    for mark in (" ", "\u202f", "'", "’", ","):
        grouped = f"{whole:,}".replace(",", mark) + f".{cents:02}"
        assert number(grouped, f"{whole}.{cents:02}", ScoringInputs(0.0)) == 1
        assert exact(grouped, f"{whole}.{cents:02}") == 1


def test_mark_of_the_column_decides_what_has_two_meanings() -> None:
    for mark, same, other in ((",", "1.234", "1.234,00"), (".", "1,234", "1,234.00")):
        assert exact(same, other, ScoringInputs(notation=Notation(mark))) == 1
        assert number(same, "1234", ScoringInputs(0.0, notation=Notation(mark))) == 1
    assert number("1,234", "1.234", ScoringInputs(0.0, notation=Notation(","))) == 0
    assert exact("1.234", "1234") == 0


names = st.lists(st.sampled_from(["tea", "cake", "soup", "roll", "pen"]), min_size=2, max_size=4, unique=True)


@settings(max_examples=60)
@given(names, st.data())
def test_only_the_right_pairing_of_records_is_full_marks(items: list[str], data: st.DataObject) -> None:
    prices = data.draw(st.lists(st.integers(1, 99), min_size=len(items), max_size=len(items), unique=True))
    wanted = {"lines": [{"name": name, "price": price} for name, price in zip(items, prices, strict=True)]}
    for order in permutations(range(len(items))):
        crossed = {"lines": [{"name": items[at], "price": prices[to]} for at, to in enumerate(order)]}
        shuffled = {"lines": [wanted["lines"][at] for at in order]}
        is_right = order == tuple(range(len(items)))
        assert (fields(crossed, wanted) == 1) == is_right
        assert fields(shuffled, wanted) == 1
        assert (fields(shuffled, wanted, "fields-in-order") == 1) == is_right


def test_transposed_matrix_is_not_the_matrix() -> None:
    assert fields({"m": [[1, 2], [3, 4]]}, {"m": [[1, 3], [2, 4]]}) == 0.5
    assert fields({"at": [[48.2, 16.4]]}, {"at": [[16.4, 48.2]]}) == 0


def test_half_right_records_are_half_right() -> None:
    swapped = {"lines": [{"name": "tea", "price": 7}, {"name": "cake", "price": 2}]}
    assert fields(swapped, {"lines": [{"name": "tea", "price": 2}, {"name": "cake", "price": 7}]}) == 0.5


@pytest.mark.parametrize("date", ["2026-11-23T00:00", "2026-11-23 00:00:00", "2026-11-23T00:00:00Z"])
def test_date_at_midnight_is_the_date(date: str) -> None:
    assert exact(date, "23 November 2026") == 1
    assert exact(date.replace("00:00", "10:30", 1), "23 November 2026") == 0


@pytest.mark.parametrize(
    ("one", "other"), [("İstanbul", "istanbul"), ("ISPARTA", "ısparta"), ("DİYARBAKIR", "diyarbakır")]
)
def test_turkish_i_is_an_i_in_every_case(one: str, other: str) -> None:
    assert exact(one, other) == label(one, other) == 1


@pytest.mark.parametrize(("one", "other"), [("polish", "Polish"), ("US", "us"), ("Über", "über"), ("A", "Å")])
def test_case_makes_another_label_by_the_word_of_the_author(one: str, other: str) -> None:
    inputs = ScoringInputs(case_counts=True)
    assert label(one, other, inputs) == label(other, one, inputs) == 0
    assert label(one, f" {one}\u200b ", inputs) == 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_texts_that_are_one_with_their_case_are_one_without_it(one: str, other: str) -> None:
    assert folded(cased(one)) == folded(one) or not one.isascii()
    assert cased(one) != cased(other) or folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("10²", "102"), ("1½", "11/2"), ("2", "–2")])
def test_texts_of_different_meaning_differ_with_their_case_too(one: str, other: str) -> None:
    assert cased(one) != cased(other)


def test_invisible_character_makes_no_other_label() -> None:
    assert label("road\u200bs", "roads") == 1
