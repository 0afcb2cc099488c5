"""Five answers, one score: what a Moment is, as pure functions. The only home of its constants.

    score = obvious ** a * wanted ** b * overlooked ** c * works ** d * cheap ** e

over the answers' lower bounds, each from 0 to 1, with exponents that make each count alike from its floor to 1
(`ideas.floors`): at the floors the score is 0.5. A geometric mean, because the five do not make up for each other: what
nobody wants is no Moment however cheap it is, and one answer at 0 makes the score 0. What is not known yet is not 0:
there is no score at all, and `missing` says what would give one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import pow, prod

from ideas.floors import exponent
from ideas.questions import QUESTIONS

A_DAY = timedelta(days=1)  # that it clears; long enough for others to look, and for a lucky hour to pass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one question: its lower bound and floor (0 to 1) and how many observations it rests on.

    `least_n`: with fewer it is not known yet."""

    lower: float | None
    floor: float
    n: int
    least_n: int

    @property
    def is_known(self) -> bool:
        return self.lower is not None and self.n >= self.least_n

    @property
    def clears(self) -> bool:
        return self.is_known and self.lower is not None and self.lower >= self.floor

    @property
    def exponent(self) -> float:
        return exponent(self.floor)

    @property
    def short_by(self) -> int:
        """Observations still missing until it is known."""
        return max(0, self.least_n - self.n)


def score(answers: Mapping[str, Evidence]) -> float | None:
    """From 0 to 1; None while one of the five is not known yet."""
    terms = [pow(each.lower, each.exponent) for each in answers.values() if each.is_known and each.lower is not None]
    return prod(terms) if len(terms) == len(QUESTIONS) else None


def clears(answers: Mapping[str, Evidence]) -> bool:
    """Whether all five clear their floors."""
    return all(question in answers and answers[question].clears for question in QUESTIONS)


def missing(answers: Mapping[str, Evidence]) -> Sequence[str]:
    """The questions that are not known yet, in their order."""
    return [question for question in QUESTIONS if question not in answers or not answers[question].is_known]


def weakest(answers: Mapping[str, Evidence]) -> Sequence[str]:
    """The questions that are known and below their floor, the one furthest below it first."""
    below = {name: each for name, each in answers.items() if each.is_known and not each.clears}
    return sorted(below, key=lambda name: (below[name].lower or 0.0) - below[name].floor)


def nearness(answers: Mapping[str, Evidence]) -> float:
    """How near it is to clearing all five, from 0 to 1; only an idea that clears has 1.

    The mean over the five of how far each is: half of the way is to be known, the rest to reach its floor. It orders
    the near misses and nothing else."""
    return sum(_progress(answers.get(question)) for question in QUESTIONS) / len(QUESTIONS)


def _progress(evidence: Evidence | None) -> float:
    if evidence is None:
        return 0.0
    if evidence.clears:
        return 1.0
    if evidence.is_known and evidence.lower is not None:
        return 0.5 + 0.45 * evidence.lower / evidence.floor
    return 0.5 * min(1.0, evidence.n / evidence.least_n)
