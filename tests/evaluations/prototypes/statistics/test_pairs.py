"""Two runs on the same examples: exact McNemar and the paired bootstrap against SciPy, and the verdict in words."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from evaluations.prototypes import statistics
from evaluations.prototypes.datasets.examples import content_hash
from evaluations.prototypes.datasets.folds import place
from evaluations.prototypes.recipes.majority import Majority
from evaluations.prototypes.recipes.types import ExampleRow

HASH = "0" * 64
scores = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60)


@given(scores)
@example([(0.0, 1.0), (1.0, 0.0)] * 22)
def test_difference_is_mirrored_when_the_runs_are_swapped(pairs: list[tuple[float, float]]) -> None:
    one, other = zip(*pairs, strict=True)
    there, back = statistics.compare(one, other, HASH), statistics.compare(other, one, HASH)
    assert (there.point, there.lower, there.upper) == pytest.approx((-back.point, -back.upper, -back.lower))
    assert (there.won, there.lost, there.p) == (back.lost, back.won, back.p)


@given(scores)
def test_difference_holds_its_point_and_does_not_mind_the_order(pairs: list[tuple[float, float]]) -> None:
    one, other = zip(*pairs, strict=True)
    found = statistics.compare(one, other, HASH)
    assert -1 <= found.lower <= found.point <= found.upper <= 1
    assert 0 < found.p_better <= 1
    assert 0 < found.p <= 1
    assert statistics.compare(one[::-1], other[::-1], HASH) == found


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_agrees_with_the_binomial_test_of_scipy(won: int, lost: int) -> None:
    n = 60 + won + lost
    one, other = [1.0] * won + [0.0] * (n - won), [0.0] * won + [1.0] * lost + [0.0] * 60
    found = statistics.compare(one, other, HASH)
    if won + lost:
        assert found.p == pytest.approx(binomtest(won, won + lost).pvalue)
        assert found.p_better == pytest.approx(binomtest(won, won + lost, alternative="greater").pvalue)
    else:
        assert found.p == found.p_better == 1


def test_mcnemar_of_many_examples_does_not_overflow() -> None:
    assert statistics.mcnemar(1_100, 900) == pytest.approx(binomtest(1_100, 2_000, alternative="greater").pvalue)
    with pytest.raises(ValueError, match="Nobody"):
        statistics.mcnemar(-1, 2)


@pytest.mark.parametrize("n", [20, 60])
def test_difference_of_graded_scores_agrees_with_scipy(n: int) -> None:
    rng = np.random.default_rng(n)
    one, other = rng.beta(5, 2, n), rng.beta(4, 2, n)
    theirs = bootstrap(
        (np.append(one - other, [-1, 1]),), np.mean, confidence_level=0.90, n_resamples=20_000, method="percentile",
        rng=np.random.default_rng(1),
    )  # fmt: skip
    found = statistics.compare(one.tolist(), other.tolist(), HASH)
    interval = theirs.confidence_interval
    assert (found.lower, found.upper) == pytest.approx((interval.low, interval.high), abs=0.01)
    assert found.p_better == pytest.approx(np.mean(theirs.bootstrap_distribution <= 0), abs=0.02)


def test_difference_is_paired_and_not_two_intervals_side_by_side() -> None:
    baseline = [1.0, 0.0] * 15
    better = [1.0] * 16 + baseline[16:]  # right wherever the baseline is, and on eight more
    assert statistics.compare(better, baseline, HASH).p_better <= 0.10 / 8
    assert statistics.shown_interval(23, 30).lower < statistics.shown_interval(15, 30).upper


def test_three_more_right_answers_and_none_fewer_could_be_chance() -> None:
    found = statistics.compare([1.0] * 3 + [0.0] * 7, [0.0] * 10, HASH)
    assert (found.p, found.p_better) == (0.25, 0.125)
    assert found.lower <= 0


def test_difference_of_a_run_from_itself_is_nothing_seen_and_not_nothing() -> None:
    found = statistics.compare([1.0, 0.3, 1.0] * 4, [1.0, 0.3, 1.0] * 4, HASH)
    assert (found.point, found.p) == (0.0, 1.0)
    assert found.lower < 0 < found.upper


@pytest.mark.parametrize(("one", "other"), [([1.0], [1.0, 0.0]), ([], [])])
def test_difference_of_nothing_or_of_other_examples_is_refused(one: list[float], other: list[float]) -> None:
    if one:
        with pytest.raises(ValueError, match="not of the same examples"):
            statistics.compare(one, other, HASH)
    else:
        with pytest.raises(ValueError, match="mean"):
            statistics.mean(one, HASH)


@pytest.mark.parametrize(
    ("point", "p", "says"),
    [
        (0.2, 0.01, "better than the baseline"),
        (0.02, 0.4, "higher than the baseline, could be chance"),
        (0.0, 1.0, "no difference seen on 60 examples"),
        (-0.2, 0.01, "worse than the baseline"),
        (-0.02, 0.051, "lower than the baseline, could be chance"),
    ],
)
def test_difference_is_said_in_words(point: float, p: float, says: str) -> None:
    assert statistics.verdict(point, p, 60, "the baseline") == says


def test_rerun_gives_the_same_numbers_and_other_content_others() -> None:
    one, other = [1.0, 0.0, 1.0, 1.0, 0.0] * 6, [0.0, 0.0, 1.0, 0.0, 1.0] * 6
    assert statistics.compare(one, other, HASH) == statistics.compare(one, other, HASH)
    assert not np.array_equal(statistics.bootstrap_means(range(60), 1), statistics.bootstrap_means(range(60), 2))


@pytest.mark.parametrize("labels", ["ab" * 12, "aab" * 8, "abcd" * 6])
def test_classify_baseline_is_never_below_the_commonest_label(labels: str) -> None:
    rows = [(f"input {number}", label) for number, label in enumerate(labels)]
    folds = [one.fold for one in place(rows, content_hash(rows))]
    held_out = []
    for (given_, expected), fold in zip(rows, folds, strict=True):
        training = [ExampleRow(*row) for row, other in zip(rows, folds, strict=True) if other != fold]
        held_out.append(
            float(Majority().fit("classify", training).ask(ExampleRow(given_, expected)).answer == expected)
        )
    share = max(Counter(labels).values()) / len(labels)
    baseline = statistics.classify_baseline(held_out, list(labels))
    assert np.mean(baseline) == max(share, np.mean(held_out))


def test_held_out_majority_alone_is_biased_on_a_balanced_set() -> None:
    labels = ["a", "b"] * 12
    left_one_out = [float("ab"[label == "a"] == label) for label in labels]
    assert sum(left_one_out) == 0
    assert np.mean(statistics.classify_baseline(left_one_out, labels)) == 0.5


def test_held_out_majority_is_kept_where_it_is_larger() -> None:
    assert statistics.classify_baseline([1.0, 1.0, 1.0, 0.0], list("abab")).tolist() == [1.0, 1.0, 1.0, 0.0]
