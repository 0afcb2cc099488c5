"""The rank of an idea as a pure function. Postgres computes the same in `ideas.models.rank`.

    hot = log10(max(ranked_votes, 1)) + evidence + published / 604800

Tenfold votes are worth a week, and so is one point of evidence. The formula adds time instead of
decaying with it, so no clock must rank ideas again and an index serves the list.
"""

from collections.abc import Iterable
from datetime import datetime
from math import log10

from .questions import QUESTIONS

WEEK = 604_800  # seconds
MAX_EVIDENCE = 2.0


def hot(ranked_votes: int, evidence: float, published: datetime) -> float:
    """The rank of an idea on the front page, in weeks since 1970 plus votes and evidence."""
    return log10(max(ranked_votes, 1)) + evidence + published.timestamp() / WEEK


def evidence(lower_bounds: Iterable[float]) -> float:
    """Twice the mean of the five answers' lower bounds (each 0 to 1); an unknown answer counts 0."""
    return MAX_EVIDENCE * sum(lower_bounds) / len(QUESTIONS)
