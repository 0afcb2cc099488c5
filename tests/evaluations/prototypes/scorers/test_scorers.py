"""An answer counts as right when a careful reader would say so."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.scorers import (
    NEEDS_VECTORS,
    SCORERS,
    ScoringInputs,
    contains,
    cosine,
    exact,
    label,
    normalized,
    similarity,
)

OF_ANY_TEXT = ("label", "exact", "contains", "contains-all", "contains-any", "similarity", "token-f1", "rouge-l")
numbers = st.floats(-1e3, 1e3, allow_nan=False)
vectors = st.lists(numbers, min_size=3, max_size=3)


@pytest.mark.parametrize(
    ("answer", "expected", "right"),
    [
        ("Roads", " roads ", 1.0),
        ("road  works", "Road works", 1.0),
        ("C", "C++", 0.0),
        ("", "roads", 0.0),
    ],
)
def test_label_ignores_case_and_spacing_only(answer: str, expected: str, right: float) -> None:
    assert label(answer, expected) == right


@pytest.mark.parametrize(
    ("answer", "expected", "right"),
    [
        ("Paris.", "paris", 1.0),
        ("**Paris**", "Paris", 1.0),
        ("« Ｐａｒｉｓ »", "Paris", 1.0),
        ("don’t", "don't", 1.0),
        ("STRASSE", "Straße", 1.0),
        ("co-op", "co op", 1.0),
        ("1.5", "15", 0.0),
        ("-4", "4", 0.0),
        ("1687-04-14", "1687 04 14", 0.0),
        ("10:30.", "10:30", 1.0),
        ("C#", "C", 0.0),
        ("5%", "5", 0.0),
        ("?", "!", 0.0),
        ("", "", 1.0),
        ("The answer is Paris", "Paris", 0.0),
    ],
)
def test_exact_ignores_what_a_reader_would(answer: str, expected: str, right: float) -> None:
    assert exact(answer, expected) == right


@pytest.mark.parametrize(
    ("answer", "expected", "right"),
    [
        ("The answer is: Paris!", "paris", 1.0),
        ("I know that", "no", 0.0),
        ("no, thanks", "No", 1.0),
        ("order 00144978 please", "144978", 0.0),
        ("東京都です", "東京", 1.0),
        ("a.b* c", "a.b*", 1.0),
        ("a.b*c", "a.b*", 0.0),  # another name
        ("it was -5", "5", 0.0),
        ("see a.b.com", "b.com", 0.0),
        ("", "no", 0.0),
        ("11.5 kg", "1.5 kg", 0.0),
    ],
)
def test_contains_looks_for_whole_words(answer: str, expected: str, right: float) -> None:
    assert contains(answer, expected) == right


def test_similarity_asks_for_the_threshold() -> None:
    pair = ([1.0, 0.0], [math.cos(0.5), math.sin(0.5)])
    assert similarity("a", "b", ScoringInputs(0.87, pair)) == 1.0
    assert similarity("a", "b", ScoringInputs(0.88, pair)) == 0.0


def test_similarity_uses_the_default_threshold_without_one() -> None:
    assert similarity("a", "b", ScoringInputs(vectors=([1.0, 0.0], [0.76, math.sqrt(1 - 0.76**2)]))) == 1.0
    assert similarity("a", "b", ScoringInputs(vectors=([1.0, 0.0], [0.74, math.sqrt(1 - 0.74**2)]))) == 0.0


def test_empty_answer_is_close_to_nothing_and_needs_no_vector() -> None:
    assert similarity(" ", "b") == 0.0


def test_similarity_without_vectors_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the vectors"):
        similarity("a", "b")


@given(vectors, vectors)
def test_cosine_is_symmetric_and_bounded(one: list[float], other: list[float]) -> None:
    assert -1.0 <= cosine(one, other) <= 1.0
    assert cosine(one, other) == pytest.approx(cosine(other, one), abs=1e-9)


@given(st.text(max_size=40))
def test_normalizing_again_changes_nothing(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)


@given(st.text(min_size=1, max_size=40), st.sampled_from(OF_ANY_TEXT))
def test_every_scorer_accepts_the_expected_text_itself(text: str, name: str) -> None:
    pair = ([1.0, 2.0], [1.0, 2.0]) if name in NEEDS_VECTORS and text.strip() else None
    right = 0.0 if not text.strip() and name in {"similarity", "contains", "contains-all", "contains-any"} else 1.0
    assert SCORERS[name](text, text, ScoringInputs(vectors=pair)) == right


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(sorted(SCORERS)))
def test_scores_are_zero_or_one(answer: str, expected: str, name: str) -> None:
    assert SCORERS[name](answer, expected, ScoringInputs(0.5, ([1.0], [1.0]))) in {0.0, 1.0}


@given(st.text(max_size=20), st.text(max_size=20))
def test_exact_answer_is_also_contained(answer: str, expected: str) -> None:
    assert not normalized(expected) or exact(answer, expected) <= contains(answer, expected)
