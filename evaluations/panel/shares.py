"""Shares of people's answers: their bounds, and of how few they are not shown. Pure."""

from evaluations.prototypes.statistics import wilson, z_one_sided

PEOPLE_ALPHA = 0.20  # one-sided, of each of the three answers
MIN_SHOWN = 5  # answers: of fewer, one could tell who said what


def bounds(yes: float, n: float, chances: int = 1) -> tuple[float, float, float]:
    """Lower bound, share and upper bound, one-sided 80 %. `chances`: of so many bounds the best is taken, so each is
    that much surer (Bonferroni)."""
    interval = wilson(min(yes, n), n, z_one_sided(PEOPLE_ALPHA / chances))
    return interval.lower, min(yes, n) / n, interval.upper
