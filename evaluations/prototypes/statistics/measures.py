"""Times and costs of the trials of a run."""

from collections.abc import Sequence

import numpy as np

from .resampling import Estimate, mean


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, linear between two (Hyndman and Fan 1996, type 7).
    None without values."""
    return float(np.quantile(np.asarray(values, float), share)) if len(values) else None


def mean_cost(costs: Sequence[float | None], content_hash: str) -> Estimate | None:
    """Mean cost of a task with its interval, in the currency of the costs. None when any cost is unknown, or there
    are none: an unknown price is never counted as 0."""
    known = [cost for cost in costs if cost is not None]
    return mean(known, content_hash) if known and len(known) == len(costs) else None
