"""Which idea to glance at next: the one about which the next answer teaches most. Pure.

Each of the three questions has a Beta posterior (one right and one wrong answer as its prior). A value is drawn from
each, and the idea whose draws lie farthest from what is believed now goes first: that is Thompson sampling of how much
the evidence would change (Thompson, Biometrika 25, 1933). Wide posteriors go first, and chance keeps one idea from
getting all the eyes.

What people say of an idea that no open model does cheaply today cannot make it a Moment. So where the machines' answers
do not clear their floors, or are not known, what is still to learn counts UNLIKELY as much; no crowd has a say in that.

Before all comes a floor: ideas with fewer than FLOOR glances go before all others, and one with ENOUGH rests as long
as any is short. So every published idea reaches 12 before any reaches 60, cards that are still out included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from random import Random

from .answers import LEAST_N, TINY

FLOOR = float(LEAST_N)  # glances, weighed
ENOUGH = 48.0  # leaves room below 60 for what is dealt and not yet counted
UNLIKELY = 0.1
SHORT = 1.0  # more than three spreads together can be, which is 3 / sqrt(12)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is counted of one idea, weighed: glances and right ones; asked and would; who knows no product. And whether
    machines found that it works and is cheap."""

    idea: int
    n: float = 0.0
    right: float = 0.0
    asked: float = 0.0
    would: float = 0.0
    none_known: float = 0.0
    machines_clear: bool = True

    @property
    def is_short(self) -> bool:
        return self.n < FLOOR - TINY

    @property
    def counts(self) -> float:
        return 1.0 if self.machines_clear else UNLIKELY

    @property
    def posteriors(self) -> tuple[tuple[float, float], ...]:
        """(a, b) of the Beta of each question: obvious, wanted, overlooked."""
        shares = ((self.right, self.n), (self.would, self.asked), (self.none_known, self.n))
        return tuple((yes + 1, max(0.0, n - yes) + 1) for yes, n in shares)


def due(candidate: Candidate) -> float:
    """How much is still to learn, as far as it is sure: the posteriors' standard deviations, and 1 while it is short.

    Postgres keeps it, so that the most promising few are read off an index before one of them is drawn."""
    spreads = sum(sqrt(a * b / ((a + b) ** 2 * (a + b + 1))) for a, b in candidate.posteriors)
    return candidate.counts * spreads + (SHORT if candidate.is_short else 0.0)


def in_order(candidates: Iterable[Candidate], chance: Random, *, any_short: bool) -> list[Candidate]:
    """The next first. `any_short`: whether any published idea is, also one that this player may not see."""
    open_ones = [each for each in candidates if not (any_short and each.n >= ENOUGH)]
    return sorted(open_ones, key=lambda each: (each.is_short, surprise(each, chance)), reverse=True)


def surprise(candidate: Candidate, chance: Random) -> float:
    """How far one draw from each posterior is from its mean, together."""
    return candidate.counts * sum(abs(chance.betavariate(a, b) - a / (a + b)) for a, b in candidate.posteriors)
