"""The formulas against SciPy, their properties, and the three mistakes that are easy to make."""

from collections import Counter
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from evaluations.prototypes import statistics
from evaluations.prototypes.examples import content_hash
from evaluations.prototypes.folds import place
from evaluations.prototypes.recipes.majority import Majority
from evaluations.prototypes.recipes.types import Row

HASH = "0" * 64
counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
scores = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60)


@given(counts, st.floats(0.5, 0.999))
def test_wilson_agrees_with_scipy(count: tuple[int, int], confidence: float) -> None:
    ours = statistics.wilson(*count, statistics.z_one_sided((1 - confidence) / 2))
    theirs = binomtest(*count).proportion_ci(confidence, "wilson")
    assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(counts, st.floats(0, 5))
def test_wilson_stays_in_bounds_and_holds_the_point(count: tuple[int, int], z: float) -> None:
    bounds = statistics.wilson(*count, z)
    assert 0 <= bounds.lower <= count[0] / count[1] <= bounds.upper <= 1


@given(counts, st.floats(0, 5), st.floats(0, 5))
def test_wilson_grows_with_successes_and_widens_with_z(count: tuple[int, int], z: float, more: float) -> None:
    bounds, wider = statistics.wilson(*count, z), statistics.wilson(*count, z + more)
    assert wider.lower <= bounds.lower + 1e-12
    assert bounds.upper <= wider.upper + 1e-12
    if count[0] < count[1]:
        better = statistics.wilson(count[0] + 1, count[1], z)
        assert (better.lower, better.upper) >= (bounds.lower - 1e-12, bounds.upper - 1e-12)


def test_wilson_of_nothing_knows_nothing() -> None:
    assert statistics.wilson(0, 0, 1.6) == statistics.Interval(0.0, 1.0)


@pytest.mark.parametrize("count", [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        statistics.wilson(*count, 1.6)


def test_shown_interval_is_the_two_sided_ninety_percent_one() -> None:
    theirs = binomtest(21, 30).proportion_ci(0.90, "wilson")
    assert statistics.shown_interval(21, 30).lower == pytest.approx(theirs.low)


@given(st.integers(1, 50))
def test_best_of_m_shares_a_tenth_among_them(m: int) -> None:
    assert 1 - NormalDist().cdf(statistics.z_best_of(m)) == pytest.approx(0.10 / m)


def test_best_of_eight_equal_runs_is_not_above_the_truth_more_than_a_tenth_of_the_time() -> None:
    best = np.random.default_rng(5).binomial(30, 0.6, size=(4_000, 8)).max(axis=1)
    single = np.mean([statistics.best_of_interval(int(k), 30, 1).lower > 0.6 for k in best])
    fair = np.mean([statistics.best_of_interval(int(k), 30, 8).lower > 0.6 for k in best])
    assert single > 0.4
    assert fair <= 0.10


@pytest.mark.parametrize("n", [12, 30, 200])
def test_bootstrap_interval_agrees_with_scipy(n: int) -> None:
    values = np.random.default_rng(n).gamma(2, 3, n)
    theirs = bootstrap(
        (values,), np.mean, confidence_level=0.90, n_resamples=20_000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    ours = statistics.mean(values.tolist(), HASH)
    assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), rel=0.02)
    assert ours.point == pytest.approx(values.mean())


def test_repeats_of_one_example_are_drawn_together() -> None:
    each = [0.0, 1.0] * 10
    repeated, examples = each * 50, list(range(20)) * 50
    clustered = statistics.mean(repeated, HASH, examples)
    naive, once = statistics.mean(repeated, HASH), statistics.mean(each, HASH)
    assert clustered.upper - clustered.lower == pytest.approx(once.upper - once.lower, abs=0.02)
    assert naive.upper - naive.lower < (clustered.upper - clustered.lower) / 3


def test_bootstrap_keeps_its_memory_for_many_different_values() -> None:
    estimate = statistics.mean([float(number) for number in range(2_000)], HASH)
    assert estimate.lower < estimate.point == 999.5 < estimate.upper


@given(scores)
def test_lift_is_symmetric(pairs: list[tuple[float, float]]) -> None:
    one, other = zip(*pairs, strict=True)
    there, back = statistics.lift(one, other, HASH), statistics.lift(other, one, HASH)
    assert (there.point, there.lower, there.upper) == pytest.approx((-back.point, -back.upper, -back.lower))


@given(scores, st.integers(1, 20))
def test_lift_bounds_hold_the_point_and_tighten_for_fewer_runs(pairs: list[tuple[float, float]], m: int) -> None:
    one, other = zip(*pairs, strict=True)
    lift = statistics.lift(one, other, HASH, m)
    assert -1 <= lift.lower <= lift.point + 1e-9
    assert lift.point - 1e-9 <= lift.upper <= 1
    assert lift.answer_lower <= statistics.lift(one, other, HASH, 1).answer_lower


def test_lift_is_paired_and_not_two_intervals_side_by_side() -> None:
    baseline = [1.0, 0.0] * 15
    better = [1.0] * 10 + baseline[10:]  # right wherever the baseline is, and on five more
    assert statistics.lift(better, baseline, HASH, 4).answer_lower > 0
    assert statistics.shown_interval(20, 30).lower < statistics.shown_interval(15, 30).upper


def test_lift_of_a_run_over_itself_is_nothing() -> None:
    assert statistics.lift([1.0, 0.0, 1.0], [1.0, 0.0, 1.0], HASH) == statistics.Lift(0.0, 0.0, 0.0, 0.0)


def test_lift_of_different_examples_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        statistics.lift([1.0], [1.0, 0.0], HASH)


def test_rerun_gives_the_same_numbers_and_other_content_others() -> None:
    one, other = [1.0, 0.0, 1.0, 1.0, 0.0] * 6, [0.0, 0.0, 1.0, 0.0, 1.0] * 6
    assert statistics.lift(one, other, HASH) == statistics.lift(one, other, HASH)
    assert not np.array_equal(statistics.bootstrap_means(range(30), 1), statistics.bootstrap_means(range(30), 2))


@pytest.mark.parametrize("labels", ["ab" * 12, "aab" * 8, "abcd" * 6])
def test_classify_baseline_is_never_below_the_commonest_label(labels: str) -> None:
    rows = [(f"input {number}", label) for number, label in enumerate(labels)]
    folds = [one.fold for one in place(rows, content_hash(rows))]
    held_out = []
    for (given_, expected), fold in zip(rows, folds, strict=True):
        training = [Row(*row) for row, other in zip(rows, folds, strict=True) if other != fold]
        held_out.append(float(Majority().fit("classify", training).ask(Row(given_, expected)).answer == expected))
    share = max(Counter(labels).values()) / len(labels)
    baseline = statistics.classify_baseline(held_out, list(labels))
    assert np.mean(baseline) == max(share, np.mean(held_out))


def test_held_out_majority_alone_is_biased_on_a_balanced_set() -> None:
    labels = ["a", "b"] * 12
    left_one_out = [float("ab"[label == "a"] == label) for label in labels]
    assert sum(left_one_out) == 0
    assert np.mean(statistics.classify_baseline(left_one_out, labels)) == 0.5


def test_held_out_majority_is_kept_where_it_is_larger() -> None:
    assert statistics.classify_baseline([1.0, 1.0, 1.0, 0.0], list("abab")) == [1.0, 1.0, 1.0, 0.0]


def test_percentiles_agree_with_numpy_and_are_none_for_nothing() -> None:
    assert statistics.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert statistics.percentile(list(range(101)), 0.95) == 95.0
    assert statistics.percentile([], 0.5) is None


def test_unknown_cost_is_not_counted_as_nothing() -> None:
    assert statistics.mean_cost([0.1, None, 0.2], HASH) is None
    assert statistics.mean_cost([], HASH) is None


def test_cost_bounds_hold_the_mean() -> None:
    cost = statistics.mean_cost([0.001, 0.002, 0.004, 0.001], HASH)
    assert cost is not None
    assert cost.point == pytest.approx(0.002)
    assert cost.lower <= cost.point <= cost.upper
