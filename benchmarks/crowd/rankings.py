"""The formulas that order a site by votes: ours, and those of other sites for comparison.

Each takes columns by idea: votes, looks (how often it was seen in a list), hours since it was posted, evidence.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from evaluations.prototypes.statistics import ANSWER_ALPHA, z_one_sided
from ideas import ranking

from .world import Floats

Ranking: TypeAlias = Callable[[Floats, Floats, Floats, Floats], Floats]
HOUR = 3_600


def hacker_news(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    """(points - 1) / (age + 2) ** 1.8; our votes do not include the author's own point."""
    return votes / (hours + 2) ** 1.8


def reddit(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    """log10 of the score plus time in units of 45,000 s."""
    return np.log10(np.maximum(votes, 1)) - hours * HOUR / 45_000


def lobsters(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    """log10 of one more than the score, plus time in units of 22 hours."""
    return np.log10(votes + 1) - hours / 22


def wilson_of_votes(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    """The lower bound of votes / looks. A vote that did not come from a list counts as a look, too."""
    z = z_one_sided(ANSWER_ALPHA)
    n = np.maximum(np.maximum(looks, votes), 1)
    share = votes / n
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (share + z * z / (2 * n) - half) / (1 + z * z / n)


def count_of_votes(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    return votes


def hot(votes: Floats, looks: Floats, hours: Floats, evidence: Floats) -> Floats:
    """`ideas.ranking.hot` for columns; a test checks that both agree."""
    return np.log10(np.maximum(votes, 1)) + evidence - hours * HOUR / ranking.WEEK


RANKINGS: Mapping[str, Ranking] = {
    "hot": hot,
    "Hacker News": hacker_news,
    "Reddit": reddit,
    "Lobsters": lobsters,
    "Wilson of votes": wilson_of_votes,
    "count of votes": count_of_votes,
}
