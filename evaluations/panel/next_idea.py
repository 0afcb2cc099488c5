"""Which idea to glance at next: the one about which the next answer teaches most. Pure.

Each of the three questions has a Beta posterior (one right and one wrong answer as its prior). A value is drawn from
each, and the idea goes first whose score with these lies farthest from that with what is believed now: that is
Thompson sampling of how much its score would change (Thompson, Biometrika 25, 1933). The three are taken to the powers
that they have in the score (`ideas.floors`), and the machines' two answers as they are: what people say moves the score
more where these are good. Powers are such that people's add up to 1. Wide posteriors go first, and chance keeps one
idea from getting all the eyes.

What people say of an idea that no open model does cheaply today cannot make it a Moment. So where the machines' answers
do not clear their floors, or are not known, what is still to learn counts UNLIKELY as much; no crowd has a say in that.

Before all comes a floor: ideas with fewer than FLOOR glances go before all others, and one with ENOUGH rests as long
as any is short. So every published idea reaches 12 before any reaches 60, cards that are still out included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, pow, prod, sqrt
from random import Random

from ideas.floors import exponent

from .answers import FLOORS, LEAST_N, TINY

FLOOR = float(LEAST_N)  # glances, weighed
ENOUGH = 48.0  # leaves room below 60 for what is dealt and not yet counted
UNLIKELY = 0.1
SHORT = 1.0  # more than a mean of shares can be off
PEOPLE_S = sum(map(exponent, FLOORS.values()))
POWERS = tuple(exponent(FLOORS[question]) / PEOPLE_S for question in ("obvious", "wanted", "overlooked"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is counted of one idea, weighed: glances and right ones; asked and would; who knows no product. And
    `machines`: as `carried_by_machines`."""

    idea: int
    n: float = 0.0
    right: float = 0.0
    asked: float = 0.0
    would: float = 0.0
    none_known: float = 0.0
    machines: float = 1.0

    @property
    def is_short(self) -> bool:
        return self.n < FLOOR - TINY

    @property
    def posteriors(self) -> tuple[tuple[float, float], ...]:
        """(a, b) of the Beta of each question: obvious, wanted, overlooked."""
        shares = ((self.right, self.n), (self.would, self.asked), (self.none_known, self.n))
        return tuple((yes + 1, max(0.0, n - yes) + 1) for yes, n in shares)


def carried_by_machines(answers: Sequence[tuple[float | None, float]]) -> float:
    """How far what people say can move the score: 0 to 1, from (lower bound, floor) of works and of cheap.

    UNLIKELY where one is not known (None) or below its floor."""
    clear = [(lower, floor) for lower, floor in answers if lower is not None and lower >= floor]
    if len(clear) < len(answers):
        return UNLIKELY
    return prod(pow(lower, exponent(floor) / PEOPLE_S) for lower, floor in clear)


def due(candidate: Candidate) -> float:
    """How much is still to learn, as far as it is sure: the standard deviation of its score, and 1 while it is short.

    Postgres keeps it, so that the most promising few are read off an index before one of them is drawn."""
    shares = tuple(zip(candidate.posteriors, POWERS, strict=True))
    mean, square = (prod(moment(a, b, times * power) for (a, b), power in shares) for times in (1, 2))
    return candidate.machines * sqrt(max(0.0, square - mean**2)) + (SHORT if candidate.is_short else 0.0)


def moment(a: float, b: float, power: float) -> float:
    """The mean of a Beta's draw to this power."""
    return exp(lgamma(a + power) - lgamma(a) + lgamma(a + b) - lgamma(a + b + power))


def in_order(candidates: Iterable[Candidate], chance: Random, *, any_short: bool) -> list[Candidate]:
    """The next first. `any_short`: whether any published idea is, also one that this player may not see."""
    open_ones = [each for each in candidates if not (any_short and each.n >= ENOUGH)]
    return sorted(open_ones, key=lambda each: (each.is_short, surprise(each, chance)), reverse=True)


def surprise(candidate: Candidate, chance: Random) -> float:
    """How far the score with one draw from each posterior is from that with their means."""
    shares = tuple(zip(candidate.posteriors, POWERS, strict=True))
    drawn = prod(pow(chance.betavariate(a, b), power) for (a, b), power in shares)
    believed = prod(pow(a / (a + b), power) for (a, b), power in shares)
    return candidate.machines * abs(drawn - believed)
