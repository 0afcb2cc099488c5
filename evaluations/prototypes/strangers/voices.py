"""What the verdicts of judges are worth, and what they say together about one row. Pure.

One judge, one voice at most, and less for those whose verdicts do not follow what others say about the same rows
(`statistics.habit`): who clicks at random, denies everything or agrees with everything says it from habit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluations.prototypes.statistics.habit import not_from_habit

ENOUGH = 1.5  # summed weights: two judges of whom nothing speaks against, or three who are heard in part
HAND = 3  # rows of one giver: as many as one giver may have in the smallest set that decides


@dataclass(frozen=True, slots=True)
class Verdict:
    judge: int
    row: int
    giver: int
    agrees: bool
    weight: float = 1.0


def weights(verdicts: Sequence[Verdict]) -> list[float]:
    """From 0 to 1 for each verdict, in their order. Those that count nothing at all are not given here."""
    if not verdicts:
        return []
    _, judge = np.unique([each.judge for each in verdicts], return_inverse=True)
    _, row = np.unique([each.row for each in verdicts], return_inverse=True)
    answers = np.array([[each.agrees] for each in verdicts], float)
    return [float(weight) for weight in not_from_habit(judge, row, answers, np.ones(len(verdicts)))]


def one_hand(verdicts: Iterable[Verdict]) -> set[tuple[int, int]]:
    """Pairs (judge, giver): judges who agreed with all of HAND or more rows of one giver, and with fewer than half of
    what they judged of others, or judged nothing of others."""
    agreed: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for each in verdicts:
        agreed[each.judge, each.giver].append(each.agrees)
    by_judge: dict[int, list[bool]] = defaultdict(list)
    for (judge, _), said in agreed.items():
        by_judge[judge] += said
    found = set()
    for (judge, giver), said in agreed.items():
        others, with_others = len(by_judge[judge]) - len(said), sum(by_judge[judge]) - sum(said)
        if len(said) >= HAND and all(said) and 2 * with_others < max(1, others):
            found.add((judge, giver))
    return found


def decision(verdicts: Iterable[Verdict], hands: set[tuple[int, int]]) -> bool | None:
    """Whether the judges of one row agree with its giver; None while too little is said.

    All who are one hand with the giver count as one of them."""
    agree = differ = hand = 0.0
    for each in verdicts:
        if not each.agrees:
            differ += each.weight
        elif (each.judge, each.giver) in hands:
            hand = max(hand, each.weight)
        else:
            agree += each.weight
    agree += hand
    if max(agree, differ) < ENOUGH:
        return None
    return agree > differ
