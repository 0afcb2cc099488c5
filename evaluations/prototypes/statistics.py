"""How sure are we? Intervals for counted successes, for means and for lifts; baselines, percentiles, costs.

Every random draw is seeded from the examples' content hash, so a rerun gives the same numbers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .folds import draw

Floats = NDArray[np.float64]

RESAMPLES = 4_000  # the bound at 0.10/24 still rests on 17 of them, and 2,000 trials are concluded in 0.2 s
DRAWS_AT_ONCE = 100_000  # fits into a processor cache
SHOWN = 0.05  # on each side of the two-sided 90 % intervals that pages show
ANSWER_ALPHA = 0.10  # one-sided, shared among the runs that compete for being the best


@dataclass(frozen=True, slots=True)
class Interval:
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its two-sided 90 % interval, in the unit of the values."""

    point: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Lift:
    """Score less the baseline's on the same examples, -1 to 1, with its two-sided 90 % interval.

    `answer_lower`: one-sided lower bound at 0.10/m, for the best of m runs."""

    point: float
    lower: float
    upper: float
    answer_lower: float


def z_one_sided(alpha: float) -> float:
    """The standard normal quantile that is exceeded with probability `alpha`, 0 < alpha < 1."""
    return NormalDist().inv_cdf(1 - alpha)


def z_best_of(m: int) -> float:
    """z for the best of m runs: one-sided 0.10/m (Bonferroni; Dunn, JASA 56, 1961). Raises ValueError below 1."""
    if m < 1:
        raise ValueError("The best of no runs has no bound.")
    return z_one_sided(ANSWER_ALPHA / m)


def wilson(successes: int, n: int, z: float) -> Interval:
    """The score interval for a share of counted successes (Wilson, JASA 22, 1927). With n = 0: all of 0 to 1.

    Raises ValueError unless 0 <= successes <= n."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} cannot be.")
    if n == 0:
        return Interval(0.0, 1.0)
    p, zz = successes / n, z * z
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    half = z / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    # Rounding must not push the interval off its own point at 0 and 1.
    return Interval(max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half)))


def shown_interval(successes: int, n: int) -> Interval:
    """The two-sided 90 % Wilson interval that pages draw."""
    return wilson(successes, n, z_one_sided(SHOWN))


def best_of_interval(successes: int, n: int, m: int) -> Interval:
    """Wilson bounds of the best of m runs: each holds with 90 % although the best one was picked."""
    return wilson(successes, n, z_best_of(m))


def bootstrap_means(
    values: Sequence[float], seed: int, clusters: Sequence[object] | None = None, resamples: int = RESAMPLES
) -> Floats:
    """Means of `resamples` draws with replacement (Efron, Annals of Statistics 7, 1979).

    Repeats of one example are drawn together when `clusters` names the example of each value (Davison and
    Hinkley 1997, 3.8). Raises ValueError without values."""
    if not len(values):
        raise ValueError("No values have no mean.")
    sums, sizes = _cluster_totals(values, clusters)
    rng = np.random.default_rng(seed)
    at_once = max(1, DRAWS_AT_ONCE // len(sums))
    means = []
    for start in range(0, resamples, at_once):
        drawn = rng.integers(len(sums), size=(min(at_once, resamples - start), len(sums)), dtype=np.uint32)
        # Without repeats every size is 1, and looking them up would be half the work.
        drawn_sizes = len(sums) if clusters is None else sizes[drawn].sum(axis=1)
        means.append(sums[drawn].sum(axis=1) / drawn_sizes)
    return np.concatenate(means)


def _cluster_totals(values: Sequence[float], clusters: Sequence[object] | None) -> tuple[Floats, Floats]:
    """The sum of each cluster's values, and how many they are."""
    totals: dict[object, tuple[float, int]] = {}
    for value, cluster in zip(values, range(len(values)) if clusters is None else clusters, strict=True):
        total, size = totals.get(cluster, (0.0, 0))
        totals[cluster] = (total + value, size + 1)
    sums, sizes = np.array(list(totals.values()), float).T
    return sums.copy(), sizes.copy()


def mean(values: Sequence[float], content_hash: str, clusters: Sequence[object] | None = None) -> Estimate:
    """Mean of the values with its seeded bootstrap percentile interval. Raises ValueError without values."""
    means = bootstrap_means(values, draw(content_hash, "mean"), clusters)
    lower, upper = np.quantile(means, [SHOWN, 1 - SHOWN])
    return Estimate(float(np.mean(values)), float(lower), float(upper))


def lift(candidate: Sequence[float], baseline: Sequence[float], content_hash: str, m: int = 1) -> Lift:
    """Paired lift: element i of both is the score of the same example. `m` runs compete for being the best.

    Raises ValueError when the two are not of one length, or empty."""
    differences = [a - b for a, b in zip(candidate, baseline, strict=True)]
    means = bootstrap_means(differences, draw(content_hash, "lift"))
    lower, upper, answer = np.quantile(means, [SHOWN, 1 - SHOWN, ANSWER_ALPHA / m])
    return Lift(float(np.mean(differences)), float(lower), float(upper), float(answer))


def classify_baseline(held_out: Sequence[float], expected: Sequence[str]) -> list[float]:
    """The baseline's score on each example: the larger of the held-out majority and the commonest label's share.

    A held-out majority alone is biased on balanced sets: where a label is held out, it is the rarer one of the
    training part (0.33 at 12/12 with 5 folds, 0.00 leave-one-out). `held_out`: the majority's scores."""
    counts = Counter(expected)
    commonest = min(counts, key=lambda label: (-counts[label], label), default="")
    constant = [float(label == commonest) for label in expected]
    return max(list(held_out), constant, key=sum)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, linear between two (Hyndman and Fan 1996, type 7).
    None without values."""
    return float(np.quantile(np.asarray(values, float), share)) if len(values) else None


def mean_cost(costs: Sequence[float | None], content_hash: str) -> Estimate | None:
    """Mean cost of a task with its interval, in the currency of the costs. None when any cost is unknown, or there
    are none: an unknown price is never counted as 0."""
    known = [cost for cost in costs if cost is not None]
    return mean(known, content_hash) if known and len(known) == len(costs) else None
