"""Numbers in words and in Roman numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.recipes.tagger.number_words import month, number_word, roman

PARTS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
         (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Seven", 7), ("twenty", 20), ("twenty-three", 23), ("hundred", 100), ("zwölf", 12), ("einundzwanzig", 21),
        ("dreißig", 30), ("neunundneunzig", 99), ("dix-sept", 17), ("vingt-deux", 22), ("fifth", 5),
        ("sevenfold", None), ("twenty-", None), ("und", None), ("-", None), ("", None),
    ],
)  # fmt: skip
def test_number_in_words_is_read(word: str, number: int | None) -> None:
    assert number_word(word) == number


@given(st.integers(1, 3_999))
def test_roman_numeral_is_the_number_that_it_was_written_for(number: int) -> None:
    rest, numeral = number, ""
    for value, letters in PARTS:
        numeral += letters * (rest // value)
        rest %= value
    assert roman(numeral) == number


@pytest.mark.parametrize(("word", "number"), [("viiii", 9), ("MDCCIII", 1703), ("", None), ("vx", None), ("die", None)])
def test_roman_numeral_of_old_hands_is_read(word: str, number: int | None) -> None:
    assert roman(word) == number


@pytest.mark.parametrize(("word", "number"), [("Aprilis", 4), ("Maye", 5), ("Octobris", 10), ("août", 8), ("ma", None)])
def test_month_is_read_by_its_first_letters(word: str, number: int | None) -> None:
    assert month(word) == number
