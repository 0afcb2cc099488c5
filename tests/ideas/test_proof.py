"""The words of the number, the pair and the cost: the same wherever an idea appears."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.figures import price
from ideas.proof import MORE, Cost, Count, FieldAnswer, Finding, Pair, Proof, Rightness, Unit, as_row, cut, of_row

TEXTS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=60)
FIELDS = st.builds(FieldAnswer, TEXTS, TEXTS, TEXTS, st.booleans())
PAIRS = st.builds(
    Pair, st.integers(1, 30), st.integers(1, 30), TEXTS, st.sampled_from(Rightness), TEXTS, TEXTS, TEXTS, TEXTS,
    st.lists(FIELDS, max_size=3).map(tuple), score=st.none() | st.floats(0, 1),
)  # fmt: skip
COUNTS = st.builds(
    Count, st.integers(0, 99), st.integers(0, 99), st.sampled_from(Finding), st.sampled_from(Unit),
    st.none() | st.integers(0, 99),
)  # fmt: skip
PROOFS = st.builds(
    Proof, st.none() | PAIRS, st.none() | COUNTS, st.none() | st.builds(Cost, st.floats(0, 100)),
    st.none() | st.integers(1, 9),
)  # fmt: skip


@given(PROOFS)
def test_proof_is_the_same_after_it_was_stored(proof: Proof) -> None:
    assert of_row(json.loads(json.dumps(as_row(proof)))) == proof


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(16, 24, Finding.STANDS, guessing=5), "16 of 24 right, guessing gets 5"),
        (Count(34, 45, Finding.STANDS, Unit.FIELDS), "34 of 45 fields right"),
        (Count(76, 100, Finding.STANDS, Unit.POINTS), "76 of 100 points"),
        (Count(6, 7, Finding.TRYING, planned=20), "6 of 7 right so far, being tried now, 7 of 20 done"),
        (Count(70, 100, Finding.TRYING, Unit.POINTS), "70 of 100 points so far, being tried now"),
        (Count(1, 15, Finding.FAILS), "1 of 15 right, no open model does it yet"),
        (
            Count(6, 24, Finding.FAILS, guessing=5),
            "6 of 24 right, guessing gets 5; no open model does it yet",
        ),
        (
            Count(21, 40, Finding.CHANCE, guessing=20),
            "21 of 40 right, guessing gets 20; too close to guessing to tell",
        ),
        (Count(7, 8, Finding.FEW, guessing=4), "7 of 8 right, guessing gets 4; too few to tell"),
        (Count(1600, 2400, Finding.STANDS, guessing=1200), "1,600 of 2,400 right, guessing gets 1,200"),
        (
            Count(30, 40, Finding.STANDS, guessing=20, goes_on=True),
            "30 of 40 right, guessing gets 20; other models are being tried now",
        ),
    ],
)
def test_number_is_told_in_plain_words(count: Count, words: str) -> None:
    assert count.words == words


def test_number_of_earlier_examples_is_out_of_date_and_one_so_far_is_gone() -> None:
    known = Proof(count=Count(16, 24, Finding.STANDS, guessing=5, goes_on=True))
    assert known.out_of_date and known.out_of_date.words == "16 of 24 right, guessing gets 5; out of date"
    assert Proof(count=Count(3, 4, Finding.TRYING, planned=24)).out_of_date is None


def test_cost_is_a_sentence_of_two_prices() -> None:
    assert Cost(0.0072, 0.041).words == "1,000 cost $0.007; the big labs' list price is $0.04"
    assert Cost(0.0).words == "1,000 cost $0"


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (0.0, "$0"), (0.00003, "under $0.0001"), (0.0004, "$0.0004"), (0.0072, "$0.007"), (0.0096, "$0.01"),
        (0.041, "$0.04"), (0.174, "$0.17"), (1.1, "$1.10"), (9.99, "$10"), (12.4, "$12"), (1234.0, "$1,200"),
    ],
)  # fmt: skip
def test_price_has_two_significant_digits_at_most(usd: float, words: str) -> None:
    assert price(usd) == words


def test_pair_tells_what_it_should_be() -> None:
    pair = Pair(3, 24, "brown bin not emptied", Rightness.WRONG, "roads", "waste", "message", "team", score=0.0)
    assert pair.words == "message: “brown bin not emptied” → team: “roads” (wrong, should be waste)"
    nameless = Pair(3, 24, "zip came off", Rightness.RIGHT, "faulty", "faulty", score=1.0)
    assert nameless.words == "goes in: “zip came off” → comes out: “faulty” (right)"


def test_headline_of_what_waits_says_so() -> None:
    assert Proof(Pair(1, 8, "a", Rightness.WAITING)).headline == "not tried yet"
    assert Proof().headline == ""


@given(TEXTS, st.integers(5, 40))
def test_cut_text_fits_and_begins_like_the_whole(text: str, most: int) -> None:
    line, shown = " ".join(text.split()), cut(text, most)
    assert len(shown) <= most
    assert shown == line or (shown.endswith(MORE) and line.startswith(shown.removesuffix(MORE)))


def test_cut_falls_between_words_and_not_between_a_letter_and_its_accent() -> None:
    assert cut("the zip came off in my hand", 20) == "the zip came off in…"
    assert cut("a" * 17 + "e\u0301" + "b" * 9, 19) == "a" * 17 + MORE
