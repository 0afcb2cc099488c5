"""Uncertainty: intervals for counted successes and for means, paired differences, scores of labels, costs.

Every random draw is seeded from the examples' content hash, so a rerun gives the same numbers.
"""

from .bootstrap import SHOWN, Estimate, Floats, Values, bootstrap_means, draw, mean, mean_cost, percentile
from .intervals import (
    ANSWER_ALPHA,
    Interval,
    best_of_interval,
    best_of_mean,
    is_counted,
    shown_interval,
    shown_mean,
    shown_score,
    wilson,
    z_best_of,
    z_one_sided,
)
from .labels import NONE_OF_THEM, Cell, LabelScore, label_scores, macro_f1, shown_macro_f1
from .pairs import CHANCE, PairedDifference, classify_baseline, compare, mcnemar, verdict

__all__ = [
    "ANSWER_ALPHA",
    "CHANCE",
    "NONE_OF_THEM",
    "SHOWN",
    "Cell",
    "Estimate",
    "Floats",
    "Interval",
    "LabelScore",
    "PairedDifference",
    "Values",
    "best_of_interval",
    "best_of_mean",
    "bootstrap_means",
    "classify_baseline",
    "compare",
    "draw",
    "is_counted",
    "label_scores",
    "macro_f1",
    "mcnemar",
    "mean",
    "mean_cost",
    "percentile",
    "shown_interval",
    "shown_macro_f1",
    "shown_mean",
    "shown_score",
    "verdict",
    "wilson",
    "z_best_of",
    "z_one_sided",
]
