"""`evaluations.panel.next_idea` for columns: the same formula, ten times faster; a test checks that both agree.

`counted` is ideas x questions: the summed weights of the glances that were asked; `sums`: of those that said yes.
`machines`: see `machines_factor`."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from evaluations.panel.answers import TINY
from evaluations.panel.models.glance_stats import POOL
from evaluations.panel.next_idea import ENOUGH, FLOOR, POWERS, SHORT

from .world import Floats, Integers


def posteriors_of(counted: Floats, sums: Floats) -> tuple[Floats, Floats]:
    return sums + 1, np.maximum(0.0, counted - sums) + 1


def due_of(counted: Floats, sums: Floats, machines: Floats) -> Floats:
    a, b = posteriors_of(counted, sums)
    mean, square = (moment(a, b, times * np.array(POWERS)).prod(axis=1) for times in (1, 2))
    spread: Floats = np.sqrt(np.maximum(0.0, square - mean**2))
    return machines * spread + SHORT * (counted[:, 0] < FLOOR - TINY)


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
    surprise."""
    n = counted[:, 0]
    short = n < FLOOR - TINY
    open_ones: Integers = np.flatnonzero(may & (n < ENOUGH) if short.any() else may)
    if not len(open_ones):
        return None
    pool = open_ones[np.argsort(-due[open_ones], kind="stable")[:POOL]]
    short_ones = pool[short[pool]]
    pool = short_ones if len(short_ones) else pool
    return int(pool[np.argmax(surprise_of(counted[pool], sums[pool], machines[pool], rng))])
