"""`evaluations.panel.next_idea` for columns: the same formula, ten times faster; a test checks that both agree.

`counted` is ideas x questions: the summed weights of the glances that were asked; `sums`: of those that said yes.
`machines`: see `machines_factor`."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from evaluations.panel.answers import TINY
from evaluations.panel.models.glance_stats import POOL
from evaluations.panel.next_idea import ENOUGH, FLOOR, FOR_THE_SHORT, POWERS, SHORT

from .world import Floats, Integers


def posteriors_of(counted: Floats, sums: Floats) -> tuple[Floats, Floats]:
    return sums + 1, np.maximum(0.0, counted - sums) + 1


def due_of(counted: Floats, sums: Floats, machines: Floats) -> Floats:
    a, b = posteriors_of(counted, sums)
    mean, square = (moment(a, b, times * np.array(POWERS)).prod(axis=1) for times in (1, 2))
    spread: Floats = np.sqrt(np.maximum(0.0, square - mean**2))
    return machines * spread + SHORT * (counted[:, 1] < FLOOR - TINY)


def moment(a: Floats, b: Floats, power: Floats) -> Floats:
    moments: Floats = np.exp(gammaln(a + power) - gammaln(a) + gammaln(a + b) - gammaln(a + b + power))
    return moments


def surprise_of(counted: Floats, sums: Floats, machines: Floats, rng: np.random.Generator) -> Floats:
    a, b = posteriors_of(counted, sums)
    drawn, believed = ((share**POWERS).prod(axis=1) for share in (rng.beta(a, b), a / (a + b)))
    surprise: Floats = np.abs(drawn - believed)
    return machines * surprise


def first_of(
    counted: Floats,
    sums: Floats,
    machines: Floats,
    due: Floats,
    may: NDArray[np.bool_],
    rng: np.random.Generator,
) -> int | None:
    """As in `panel.actions.cards`: of the ideas that may be dealt and are the most due, the one with the largest
    surprise; half of the time of those that are short, if there are any."""
    asked = counted[:, 1]
    short = asked < FLOOR - TINY
    open_ones: Integers = np.flatnonzero(may & (asked < ENOUGH) if short.any() else may)
    if not len(open_ones):
        return None
    in_order = open_ones[np.argsort(-due[open_ones], kind="stable")]
    short_ones, others = in_order[short[in_order]][:POOL], in_order[~short[in_order]][:POOL]
    short_first = len(short_ones) > 0 and rng.random() < FOR_THE_SHORT
    pool = short_ones if short_first else np.append(short_ones, others)
    return int(pool[np.argmax(surprise_of(counted[pool], sums[pool], machines[pool], rng))])
