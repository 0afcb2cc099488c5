"""Key words do not decide a card: measured on the ideas of the house with a player who only counts common words."""

import tomllib
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.lines import GAP, WORD, key_words, stem_of, without

IDEAS: list[dict[str, Any]] = [tomllib.loads(path.read_text()) for path in sorted(Path(settings.SEED).glob("*.toml"))]
CARDS = [(idea["title"], idea["pitch"]) for idea in IDEAS]
Likeness = Callable[[str, str], float]


def in_common(letters: int) -> Likeness:
    """How many words card and line have in common that begin with the same letters."""

    def words(text: str) -> set[str]:
        return {word.casefold()[:letters] for word in WORD.findall(text) if stem_of(word)}

    return lambda card, line: len(words(card) & words(line))


def chance_of(likeness: Likeness, *, gaps: bool) -> float:
    """How often somebody is right who picks the line most like the card, or by lot among several such."""
    return fmean(
        fmean(right(one, others, likeness, gaps=gaps) for others in some_others(one)) for one in range(len(IDEAS))
    )


def some_others(one: int) -> Sequence[tuple[int, ...]]:
    return list(combinations([other for other in range(len(IDEAS)) if other != one], 3))[::37]


def right(one: int, others: tuple[int, ...], likeness: Likeness, *, gaps: bool) -> float:
    lines = [line_of(one, other) if gaps else IDEAS[other]["audience"] for other in (one, *others)]
    found = [likeness(" ".join(CARDS[one]), line) for line in lines]
    return (found[0] == max(found)) / found.count(max(found))


def line_of(one: int, other: int) -> str:
    return without(IDEAS[other]["audience"], key_words(*CARDS[one]) | key_words(*CARDS[other]))


def test_common_words_gave_the_line_away_and_do_not_any_more() -> None:
    assert chance_of(in_common(5), gaps=False) > 0.75
    for letters in (4, 5, 20):
        assert chance_of(in_common(letters), gaps=True) == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("sign", [1, -1])
def test_number_of_gaps_does_not_tell_the_line(sign: int) -> None:
    assert chance_of(lambda card, line: sign * line.count(GAP), gaps=True) == pytest.approx(0.25, abs=0.06)


def test_length_of_a_line_does_not_tell_it() -> None:
    assert chance_of(lambda card, line: len(line), gaps=True) == pytest.approx(0.25, abs=0.06)


def test_words_of_the_card_and_their_relatives_are_left_out() -> None:
    known = key_words("Split a tender among the translators")
    assert without("Translation bureaus and in-house teams that share large tenders", known) == (
        "… bureaus and in-house teams that share large …"
    )


def test_neighbouring_gaps_are_one() -> None:
    known = key_words("Volunteer key holders")
    assert (
        without("Volunteer key holders of halls, parish rooms and huts", known) == "… of halls, parish rooms and huts"
    )


def test_line_of_which_too_little_would_be_left_stays_whole() -> None:
    assert (
        without("Town clerks who sort letters", key_words("town clerks sort letters")) == "Town clerks who sort letters"
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_key_word_of_the_card_is_in_a_line_with_gaps(line: str, card: str) -> None:
    found = without(line, key_words(card))
    assert found == line or not key_words(found) & key_words(card)
