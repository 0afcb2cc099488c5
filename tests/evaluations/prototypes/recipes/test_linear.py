"""One linear rule over vectors and characters."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from evaluations.prototypes.recipes.linear import BUCKETS, PENALTY, SIZES, Linear, hashed, ridge
from evaluations.prototypes.recipes.types import ExampleRow
from tests.sentences import unlike

ALIKE = [1.0, 0.0, 0.0]


def with_word(number: int) -> ExampleRow:
    """One of two labels, which only one word of the text shows."""
    label = ("urgent", "later")[number % 2]
    words = [*unlike(number).split(), {"urgent": "immediately", "later": "sometime"}[label]]
    Random(number).shuffle(words)
    return ExampleRow(" ".join(words), label, ALIKE)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 12), features=st.integers(1, 12), labels=st.integers(1, 4))
def test_ridge_agrees_with_another_implementation(seed: int, rows: int, features: int, labels: int) -> None:
    chance = np.random.default_rng(seed)
    given_features = chance.normal(size=(rows, features)).astype(np.float32)
    goals = chance.normal(size=(rows, labels)).astype(np.float32)
    theirs = Ridge(PENALTY, fit_intercept=False, solver="svd").fit(given_features, goals).coef_
    ours = ridge(given_features, goals)
    assert np.allclose(ours, np.reshape(theirs, (labels, features)).T, atol=1e-4)


def test_word_decides_where_the_vectors_are_all_alike() -> None:
    fitted = Linear().fit("classify", [with_word(number) for number in range(100)])
    held_out = [with_word(number) for number in range(100, 140)]
    assert [fitted.ask(row).answer for row in held_out] == [row.expected for row in held_out]


def test_vector_decides_where_the_texts_are_all_alike() -> None:
    training = [ExampleRow("the same", "ab"[n % 2], [1.0, float(n % 2), n / 100]) for n in range(100)]
    fitted = Linear().fit("classify", training)
    assert [fitted.ask(ExampleRow("the same", "", [1.0, side, 0.5])).answer for side in (0.0, 1.0)] == ["a", "b"]


def test_order_of_the_training_rows_changes_no_answer() -> None:
    training = [with_word(number) for number in range(60)]
    fitted, turned = Linear().fit("classify", training), Linear().fit("classify", training[::-1])
    held_out = [with_word(number) for number in range(60, 80)]
    assert [fitted.ask(row).answer for row in held_out] == [turned.ask(row).answer for row in held_out]


def test_note_says_how_many_rows_taught_it_and_how_clear_it_was() -> None:
    fitted = Linear().fit("classify", [with_word(number) for number in range(60)])
    assert fitted.ask(with_word(61)).note.startswith("A linear rule over 60 training rows gives it 0.")


@given(st.text(max_size=80))
def test_buckets_hold_no_more_than_the_n_grams_of_the_text(text: str) -> None:
    length = len(" ".join(text.casefold().split())) + 2
    counts = hashed(text)
    assert counts.shape == (BUCKETS,) and np.isfinite(counts).all()
    assert np.count_nonzero(counts) <= sum(max(0, length - size + 1) for size in SIZES)


def test_text_is_hashed_alike_in_any_case_and_spacing_and_on_any_machine() -> None:
    counts = hashed("Lamp  out\n")
    assert np.array_equal(counts, hashed(" lamp OUT"))
    assert not np.array_equal(counts, hashed("lamp oat"))
    assert np.flatnonzero(counts)[:4].tolist() == [96, 142, 160, 332]
