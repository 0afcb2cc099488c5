"""The bootstrap: the uncertainty of a mean over other samples of the same kind of examples. And percentiles."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Values = Sequence[float] | Floats

RESAMPLES = 4_000  # 17 of them lie beyond the bound at 0.10/24, and 2,000 trials take 0.1 s
DRAWS_AT_ONCE = 100_000  # fits into a processor cache
FEW = 32  # up to so many different values a multinomial draw is faster than a draw of every value
SHOWN = 0.05  # on each side of the two-sided 90 % intervals that pages show


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its two-sided 90 % interval, in the unit of the values."""

    point: float
    lower: float
    upper: float


def draw(content_hash: str, *what: str) -> int:
    """A pseudo-random number of 64 bits, the same whenever the arguments are the same: a seed."""
    words = "\x1f".join((content_hash, *what)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(words).digest()[:8], "big")


def bootstrap_means(values: Values, seed: int, resamples: int = RESAMPLES) -> Floats:
    """Means of `resamples` draws with replacement (Efron, Annals of Statistics 7, 1979). Raises ValueError without
    values."""
    if not len(values):
        raise ValueError("No values have no mean.")
    rng = np.random.default_rng(seed)
    column, n = np.asarray(values, float), len(values)
    different, counts = np.unique(column, return_counts=True)
    if len(different) <= FEW:
        return _means_of_few(different, counts, rng, resamples)
    at_once = max(1, DRAWS_AT_ONCE // n)
    small = np.uint16 if n < 2**16 else np.uint32  # half the width draws twice as fast
    drawn = (
        rng.integers(n, size=(min(at_once, resamples - start), n), dtype=small)
        for start in range(0, resamples, at_once)
    )
    return np.concatenate([column[indices].sum(axis=1) / n for indices in drawn])


def _means_of_few(values: Floats, counts: Counts, rng: np.random.Generator, resamples: int) -> Floats:
    """The same for few different values: the counts of the values are multinomial."""
    drawn = rng.multinomial(counts.sum(), counts / counts.sum(), size=resamples)
    return np.asarray(drawn @ values / counts.sum(), float)


def within(means: Floats, alpha: float, point: float) -> tuple[float, float]:
    """The percentile bounds with `alpha` (0 to 0.5) beyond each; they always include the point."""
    lower, upper = np.quantile(means, [alpha, 1 - alpha])
    return min(float(lower), point), max(float(upper), point)


def mean(values: Values, content_hash: str) -> Estimate:
    """Mean of the values with its seeded bootstrap percentile interval. Raises ValueError without values."""
    means, point = bootstrap_means(values, draw(content_hash, "mean")), float(np.mean(values))
    return Estimate(point, *within(means, SHOWN, point))


def percentile(values: Values, share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, linear between two (Hyndman and Fan 1996, type 7).
    None without values."""
    return float(np.quantile(np.asarray(values, float), share)) if len(values) else None


def mean_cost(costs: Values, content_hash: str) -> Estimate | None:
    """Mean cost of a task with its interval, in the currency of the costs. None when any cost is NaN, which is
    unknown and never counted as 0, or there are none."""
    return mean(costs, content_hash) if len(costs) and not np.isnan(costs).any() else None
