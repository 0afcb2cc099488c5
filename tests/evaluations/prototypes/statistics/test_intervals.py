"""Intervals against SciPy, their properties, and two common mistakes."""

from math import nan
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from evaluations.prototypes import statistics

HASH = "0" * 64
counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


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


def test_bootstrap_keeps_its_memory_for_many_different_values() -> None:
    estimate = statistics.mean([float(number) for number in range(2_000)], HASH)
    assert estimate.lower < estimate.point == 999.5 < estimate.upper


graded = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(graded, st.integers(1, 24))
def test_mean_of_graded_scores_stays_in_its_bounds_which_widen_for_more_runs(values: list[float], m: int) -> None:
    shown, best = statistics.shown_mean(values, HASH), statistics.best_of_mean(values, HASH, m)
    point = float(np.mean(values))
    assert 0 <= shown.lower <= point <= shown.upper <= 1
    assert best.lower <= statistics.best_of_mean(values, HASH, 1).lower
    if m > 1:
        assert best.lower <= shown.lower


def test_a_dozen_full_marks_do_not_prove_perfection() -> None:
    bound, wilson = statistics.shown_mean([1.0] * 12, HASH), statistics.shown_interval(12, 12)
    assert bound.lower == pytest.approx(wilson.lower, abs=0.05)
    assert bound.upper == 1


def test_lower_bound_of_graded_scores_is_seldom_above_the_truth() -> None:
    rng = np.random.default_rng(3)
    drawn = np.where(rng.random((300, 30)) < 0.85, 1.0, rng.random((300, 30)) * 0.8)  # mostly whole, some in part
    above = np.mean([statistics.shown_mean(values.tolist(), HASH).lower > 0.85 + 0.15 * 0.4 for values in drawn])
    assert above <= 0.05


def test_percentiles_agree_with_numpy_and_are_none_for_nothing() -> None:
    assert statistics.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert statistics.percentile(list(range(101)), 0.95) == 95.0
    assert statistics.percentile([], 0.5) is None


def test_unknown_cost_is_not_counted_as_nothing() -> None:
    assert statistics.mean_cost([0.1, nan, 0.2], HASH) is None
    assert statistics.mean_cost([], HASH) is None


def test_cost_bounds_hold_the_mean() -> None:
    cost = statistics.mean_cost([0.001, 0.002, 0.004, 0.001], HASH)
    assert cost is not None
    assert cost.point == pytest.approx(0.002)
    assert cost.lower <= cost.point <= cost.upper
