"""Times and costs of the trials of a run."""

import numpy as np

from .bootstrap import Estimate, Values, mean


def percentile(values: Values, share: float) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, linear between two (Hyndman and Fan 1996, type 7).
    None without values."""
    return float(np.quantile(np.asarray(values, float), share)) if len(values) else None


def mean_cost(costs: Values, content_hash: str) -> Estimate | None:
    """Mean cost of a task with its interval, in the currency of the costs. None when any cost is NaN, which is
    unknown and never counted as 0, or there are none."""
    return mean(costs, content_hash) if len(costs) and not np.isnan(costs).any() else None
