"""Which idea to glance at next: the one about which the next answer teaches the most. Pure.

Each of the three questions has a Beta posterior (its prior is one right and one wrong answer). One value is drawn from
each posterior. The idea goes first whose score with the drawn values is farthest from its score with the posterior
means: this is Thompson sampling of the change of its score (Thompson, Biometrika 25, 1933). The three answers have the
same powers as in the score (`ideas.floors`), scaled so that people's powers add up to 1. The machines' two answers
enter as they are: people's answers move the score more where these are good. Ideas with wide posteriors go first, and
chance keeps one idea from getting all the eyes.

People's answers cannot make an idea a Moment while no open model does it cheaply. So where the machines' answers do not
clear their floors, or are not known, the change is multiplied by UNLIKELY; no crowd can influence that.

Every idea gets a minimum: an idea is short while fewer than FLOOR people were asked, and as long as any is, every
second card goes to a short one, and an idea with ENOUGH rests. So every published idea reaches 12 before any reaches
60, cards that are still open included. The other half of the cards goes where most is to be learnt, short or not: where
eyes are scarce, an idea that may be a Moment would otherwise wait at 12 until all others have theirs. People who are
signed out or too new are not asked what they would pay, so an idea is short until enough of the others were.

Whoever said what they know is dealt FOR_THEIRS of the time an idea for their field that few of those inside have seen;
what would be paid is then what these said. The other cards come as to everybody, and the minimum holds for all, so no
idea starves; the card does not tell why it came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, pow, prod, sqrt
from random import Random

from ideas.floors import exponent

from .answers import FLOORS, MIN_N, TINY

FLOOR = float(MIN_N)  # people who were asked all, as a sum of weights
ENOUGH = 48.0  # leaves room below 60 for cards that are dealt and not yet counted
FOR_THE_SHORT = 0.5  # of the cards, while any idea is short
UNLIKELY = 0.1
FOR_THEIRS = 1 / 3  # of the cards of somebody who said what they know, as far as there are ideas for it
ENOUGH_INSIDE = 36.0  # glances of those whom an idea is for; then it is dealt to them as to everybody
SHORT = 1.0  # more than the standard deviation of a score can be
PEOPLE_S = sum(map(exponent, FLOORS.values()))
POWERS = tuple(exponent(FLOORS[question]) / PEOPLE_S for question in ("obvious", "wanted", "overlooked"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Sums of weights for one idea, named as in `panel.answers.GlanceCounts`; `machines`: see `machines_factor`."""

    idea: int
    n: float = 0.0
    right: float = 0.0
    asked: float = 0.0
    would: float = 0.0
    none_known: float = 0.0
    machines: float = 1.0

    @property
    def is_short(self) -> bool:
        return self.asked < FLOOR - TINY

    @property
    def posteriors(self) -> tuple[tuple[float, float], ...]:
        """(a, b) of the Beta of each question: obvious, wanted, overlooked."""
        shares = ((self.right, self.n), (self.would, self.asked), (self.none_known, self.n))
        return tuple((yes + 1, max(0.0, n - yes) + 1) for yes, n in shares)


def machines_factor(answers: Sequence[tuple[float | None, float]]) -> float:
    """How far people's answers can move the score: 0 to 1, from (lower bound, floor) of works and of cheap.

    UNLIKELY where one is not known (None) or below its floor."""
    clear = [(lower, floor) for lower, floor in answers if lower is not None and lower >= floor]
    if len(clear) < len(answers):
        return UNLIKELY
    return prod(pow(lower, exponent(floor) / PEOPLE_S) for lower, floor in clear)


def due(candidate: Candidate) -> float:
    """How much is still to learn without any chance in it: the standard deviation of the score, plus 1 while the idea
    is short.

    Postgres stores it, so that the most promising few are read from an index before one of them is drawn."""
    shares = tuple(zip(candidate.posteriors, POWERS, strict=True))
    mean, square = (prod(moment(a, b, times * power) for (a, b), power in shares) for times in (1, 2))
    return candidate.machines * sqrt(max(0.0, square - mean**2)) + (SHORT if candidate.is_short else 0.0)


def moment(a: float, b: float, power: float) -> float:
    """The mean of a Beta's draw to this power."""
    return exp(lgamma(a + power) - lgamma(a) + lgamma(a + b) - lgamma(a + b + power))


def in_order(candidates: Iterable[Candidate], chance: Random, *, any_short: bool) -> list[Candidate]:
    """The next first. `any_short`: whether any published idea is short, including those this player may not see."""
    open_ones = [each for each in candidates if not (any_short and each.asked >= ENOUGH)]
    short_first = chance.random() < FOR_THE_SHORT
    return sorted(open_ones, key=lambda each: (short_first and each.is_short, surprise(each, chance)), reverse=True)


def surprise(candidate: Candidate, chance: Random) -> float:
    """The distance between the score with one draw from each posterior and the score with their means."""
    shares = tuple(zip(candidate.posteriors, POWERS, strict=True))
    drawn = prod(pow(chance.betavariate(a, b), power) for (a, b), power in shares)
    believed = prod(pow(a / (a + b), power) for (a, b), power in shares)
    return candidate.machines * abs(drawn - believed)
