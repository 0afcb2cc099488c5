"""Paired differences: two runs that answered the same examples are compared example by example."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from .bootstrap import SHOWN, Floats, Values, bootstrap_means, draw, within
from .intervals import is_counted

CHANCE = 0.05  # two-sided: a difference with a higher p counts as chance
EXTREMES = (-1.0, 1.0)  # of a difference of two scores


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Score of one run minus that of another over the `n` examples that both have scored, -1 to 1, with its two-sided
    90 % interval.

    `p`: the probability of so large a difference by chance, in either direction; `p_better`: of one in favour of the
    first run. `won`, `lost`: on how many examples the first run did better, or worse.
    """

    n: int
    won: int
    lost: int
    point: float
    lower: float
    upper: float
    p: float
    p_better: float


def compare(one: Values, other: Values, content_hash: str) -> PairedDifference:
    """Element i of both is the score of the same example: exact McNemar where every score is 0 or 1, else a paired
    bootstrap. Raises ValueError when the two are not of one length, or empty."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} scores and {len(other)} are not of the same examples.")
    differences = np.asarray(one, float) - np.asarray(other, float)
    won, lost = int(np.sum(differences > 0)), int(np.sum(differences < 0))
    point, lower, upper, p_better, p_worse = _resampled(differences, content_hash)
    if is_counted(one) and is_counted(other):
        p_better, p_worse = mcnemar(won, lost), mcnemar(lost, won)
    return PairedDifference(
        len(differences), won, lost, point, lower, upper, min(1.0, 2 * min(p_better, p_worse)), p_better
    )


def mcnemar(won: int, lost: int) -> float:
    """One-sided exact p of winning at least `won` of the examples on which just one of two was right, if each wins
    as often (McNemar, Psychometrika 12, 1947; the sign test on the discordant pairs). Twice the smaller of both
    sides is the two-sided p. Raises ValueError below 0."""
    if won < 0 or lost < 0:
        raise ValueError("Nobody wins fewer than no examples.")
    n = won + lost
    ways = total = comb(n, won)
    for wins in range(won, n):
        ways = ways * (n - wins) // (wins + 1)
        total += ways
    return float(total / 2**n)


def _resampled(differences: Floats, content_hash: str) -> tuple[float, float, float, float, float]:
    """Mean difference, its bounds, and the bootstrap's p of being better and of being worse.

    A difference of -1 and one of 1 are added to the sample, for the reason given at the interval of a mean. Swapping
    the two runs gives the mirror image to the last digit, because both orders draw the same."""
    here, there = np.sort(differences), np.sort(-differences)
    unlike = np.flatnonzero(here != there)[:1]
    turned = bool(np.any(here[unlike] < there[unlike]))
    means = bootstrap_means(np.append(there if turned else here, EXTREMES), draw(content_hash, "difference"))
    if turned:
        means = -means
    if not len(unlike):  # symmetric: each draw and its mirror image are equally likely
        means = np.concatenate([means, -means])
    point = float(np.mean(differences))
    lower, upper = within(means, SHOWN, point)
    rounding = 1e-12
    p_better = (1 + int(np.sum(means <= rounding))) / (len(means) + 1)
    p_worse = (1 + int(np.sum(means >= -rounding))) / (len(means) + 1)
    return point, lower, upper, p_better, p_worse


def verdict(point: float, p: float, n: int, other: str) -> str:
    """The difference in words: "better than the baseline", or where it may be chance "higher than the baseline, could
    be chance". `n`: examples that both have scored."""
    if abs(point) < 1e-9:
        return f"no difference seen on {n:,} examples"
    if p <= CHANCE:
        return f"{'better' if point > 0 else 'worse'} than {other}"
    return f"{'higher' if point > 0 else 'lower'} than {other}, could be chance"


def classify_baseline(held_out: Values, expected: Sequence[str]) -> Floats:
    """The baseline's score on each example: the larger of the held-out majority and the commonest label's share.

    A held-out majority alone is biased on balanced sets: the label of a held-out row is the rarer one in the
    training part (0.33 at 12/12 with 5 folds, 0.00 leave-one-out). `held_out`: the majority's scores."""
    counts = Counter(expected)
    commonest = min(counts, key=lambda label: (-counts[label], label), default="")
    constant = np.array([label == commonest for label in expected], float)
    return max(np.asarray(held_out, float), constant, key=np.sum)
