"""Macro-F1 and its parts against scikit-learn, and its interval against a bootstrap of whole examples."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from evaluations.prototypes import statistics

HASH = "0" * 64
cells = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from(["a", "b", "c", "d", ""])), st.integers(1, 9),
                        min_size=1)  # fmt: skip


@given(cells)
def test_macro_f1_agrees_with_scikit_learn(cells: dict[tuple[str, str], int]) -> None:
    expected, given_ = zip(*[pair for pair, times in cells.items() for _ in range(times)], strict=True)
    labels = sorted(set(expected))
    theirs = precision_recall_fscore_support(expected, given_, labels=labels, average=None, zero_division=0)
    ours = {score.label: score for score in statistics.label_scores(cells)}
    for label, precision, recall, f1, n in zip(labels, *theirs, strict=True):
        one = ours[label]
        assert (one.precision or 0, one.recall, one.f1, one.n) == pytest.approx((precision, recall, f1, n))
    whole = f1_score(expected, given_, labels=labels, average="macro", zero_division=0)
    assert statistics.macro_f1(cells) == pytest.approx(whole)


@settings(max_examples=20)
@given(cells)
def test_macro_f1_stays_in_its_bounds(cells: dict[tuple[str, str], int]) -> None:
    found = statistics.shown_macro_f1(cells, HASH)
    assert found is not None
    assert 0 <= found.lower <= found.point <= found.upper <= 1
    assert found == statistics.shown_macro_f1(cells, HASH)


def test_macro_f1_interval_agrees_with_drawing_whole_examples() -> None:
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [("b", "b")] * 20 + [("b", "a")] * 8 + [("b", "")] * 2
    rng, values = np.random.default_rng(1), []
    for _ in range(300):
        expected, given_ = zip(*[pairs[i] for i in rng.integers(len(pairs), size=len(pairs))], strict=True)
        values.append(f1_score(expected, given_, labels=["a", "b"], average="macro"))
    found = statistics.shown_macro_f1(Counter(pairs), HASH)
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx(tuple(np.quantile(values, [0.05, 0.95])), abs=0.03)


def test_macro_f1_of_no_labels_is_not_known() -> None:
    assert statistics.macro_f1({}) is None
    assert statistics.shown_macro_f1({}, HASH) is None


@given(cells)
def test_recall_and_precision_of_a_label_have_the_bounds_of_counts(cells: dict[tuple[str, str], int]) -> None:
    for label in statistics.label_scores(cells):
        for bounds, n in ((label.recall_bounds, label.n), (label.precision_bounds, label.given)):
            if bounds is None:
                assert n == 0
                continue
            theirs = binomtest(label.right, n).proportion_ci(0.9, method="wilson")
            assert (bounds.lower, bounds.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@given(cells)
def test_f1_of_a_label_stays_in_its_bounds(cells: dict[tuple[str, str], int]) -> None:
    for label in statistics.label_scores(cells):
        assert 0 <= label.f1_bounds.lower <= label.f1 + 1e-12
        assert label.f1 - 1e-12 <= label.f1_bounds.upper <= 1


def test_f1_bounds_of_a_label_agree_with_drawing_whole_examples() -> None:
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [("b", "b")] * 20 + [("b", "a")] * 8 + [("b", "")] * 2
    rng, values = np.random.default_rng(1), []
    for _ in range(300):
        expected, given_ = zip(*[pairs[i] for i in rng.integers(len(pairs), size=len(pairs))], strict=True)
        values.append(f1_score(expected, given_, labels=["a"], average="macro"))
    bounds = statistics.label_scores(Counter(pairs))[0].f1_bounds
    assert (bounds.lower, bounds.upper) == pytest.approx(tuple(np.quantile(values, [0.05, 0.95])), abs=0.03)


def test_f1_bounds_of_a_rare_label_hold_the_truth_as_often_as_they_say() -> None:
    """A bootstrap of three right answers would give 100 %; of 10 examples that expect or get the label, 80 %."""
    rng, truth, held = np.random.default_rng(2), 2 * 0.8 / 1.8, 0
    for right in rng.binomial(10, 0.8, size=1_000):
        cells = {("a", "a"): int(right), ("a", "b"): 10 - int(right)}
        bounds = statistics.label_scores(cells)[0].f1_bounds
        held += bounds.lower <= truth <= bounds.upper
    assert held >= 880
