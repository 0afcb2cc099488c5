"""The bootstrap: how far a mean would move if other examples of the same kind had been drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.folds import draw

Floats = NDArray[np.float64]

RESAMPLES = 4_000  # the bound at 0.10/24 still rests on 17 of them, and 2,000 trials are concluded in 0.1 s
DRAWS_AT_ONCE = 100_000  # fits into a processor cache
FEW = 32  # different values, up to which drawing how often each comes is faster than drawing every one
SHOWN = 0.05  # on each side of the two-sided 90 % intervals that pages show


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its two-sided 90 % interval, in the unit of the values."""

    point: float
    lower: float
    upper: float


def bootstrap_means(
    values: Sequence[float], seed: int, clusters: Sequence[object] | None = None, resamples: int = RESAMPLES
) -> Floats:
    """Means of `resamples` draws with replacement (Efron, Annals of Statistics 7, 1979).

    Repeats of one example are drawn together when `clusters` names the example of each value (Davison and
    Hinkley 1997, 3.8). Raises ValueError without values."""
    if not len(values):
        raise ValueError("No values have no mean.")
    rng = np.random.default_rng(seed)
    counts = Counter(values)
    if clusters is None and len(counts) <= FEW:
        return _means_of_few(counts, rng, resamples)
    sums, sizes = _cluster_totals(values, clusters)
    at_once = max(1, DRAWS_AT_ONCE // len(sums))
    small = np.uint16 if len(sums) < 2**16 else np.uint32  # half as wide is drawn twice as fast
    means = []
    for start in range(0, resamples, at_once):
        drawn = rng.integers(len(sums), size=(min(at_once, resamples - start), len(sums)), dtype=small)
        # Without repeats every size is 1, and looking them up would be half the work.
        drawn_sizes = len(sums) if clusters is None else sizes[drawn].sum(axis=1)
        means.append(sums[drawn].sum(axis=1) / drawn_sizes)
    return np.concatenate(means)


def _means_of_few(counts: Counter[float], rng: np.random.Generator, resamples: int) -> Floats:
    """The same for few different values: how often each is drawn is multinomial. Their order does not matter."""
    values = np.array(sorted(counts), float)
    times = np.array([counts[value] for value in values])
    drawn = rng.multinomial(times.sum(), times / times.sum(), size=resamples)
    return np.asarray(drawn @ values / times.sum(), float)


def _cluster_totals(values: Sequence[float], clusters: Sequence[object] | None) -> tuple[Floats, Floats]:
    """The sum of each cluster's values, and how many they are."""
    totals: dict[object, tuple[float, int]] = {}
    for value, cluster in zip(values, range(len(values)) if clusters is None else clusters, strict=True):
        total, size = totals.get(cluster, (0.0, 0))
        totals[cluster] = (total + value, size + 1)
    sums, sizes = np.array(list(totals.values()), float).T
    return sums.copy(), sizes.copy()


def within(means: Floats, alpha: float, point: float) -> tuple[float, float]:
    """The percentile bounds with `alpha` (0 to 0.5) beyond each; they always hold the point."""
    lower, upper = np.quantile(means, [alpha, 1 - alpha])
    return min(float(lower), point), max(float(upper), point)


def mean(values: Sequence[float], content_hash: str, clusters: Sequence[object] | None = None) -> Estimate:
    """Mean of the values with its seeded bootstrap percentile interval. Raises ValueError without values."""
    means, point = bootstrap_means(values, draw(content_hash, "mean"), clusters), float(np.mean(values))
    return Estimate(point, *within(means, SHOWN, point))
