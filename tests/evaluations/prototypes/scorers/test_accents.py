"""Piles of accents: what they are, and that they cost no more than other text."""

import sys
import unicodedata

import pytest

from evaluations.prototypes.scorers import folded, has_piled_accents
from evaluations.prototypes.scorers.accents import MAX_ACCENTS, stream_safe

ABOVE, BELOW = "\u0301", "\u0323"  # of two classes, so that they have to be sorted


def is_sorted_by_normalization(char: str) -> bool:
    return bool(unicodedata.combining(unicodedata.normalize("NFKD", char)[0]))


def test_pile_is_of_every_character_that_normalization_sorts() -> None:
    sorted_ones = [char for char in map(chr, range(sys.maxunicode + 1)) if is_sorted_by_normalization(char)]
    assert len(sorted_ones) > 900
    assert [char for char in sorted_ones if not has_piled_accents(f"a{char * (MAX_ACCENTS + 1)}")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Việt Nam",
        "e" + ABOVE * MAX_ACCENTS,
        ("e" + ABOVE + BELOW) * 5_000,
        "שָׁלוֹם",
        "ກຳລັງ",
        "नमस्ते",
        "👩🏽‍🚀" * 40,
        "한국어" * 40,
    ],
)
def test_text_of_any_language_has_no_pile_and_is_unchanged(text: str) -> None:
    assert not has_piled_accents(text)
    assert stream_safe(text) == text


def test_pile_is_normalized_piece_by_piece() -> None:
    pile = "e" + (ABOVE + BELOW) * 20_000
    assert has_piled_accents(pile)
    safe = stream_safe(pile)
    assert not has_piled_accents(safe) and safe.replace("\u034f", "") == pile
    assert not has_piled_accents(folded(pile))
