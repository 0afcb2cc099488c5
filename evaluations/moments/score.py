"""Five answers, one score: what a Moment is, as pure functions. The only home of its constants.

    score = obvious ** a * wanted ** b * overlooked ** c * works ** d * cheap ** e

over the answers' lower bounds, each from 0 to 1. The exponents make each answer count the same from its floor to 1
(`ideas.floors`): at the floors the score is 0.5. It is a geometric mean, because good answers do not make up for bad
ones: an idea that nobody wants is no Moment however cheap it is, and one answer at 0 makes the score 0. An answer that
is not known yet is not 0: there is no score at all, and `missing` names the unknown questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import pow, prod

from ideas.floors import exponent
from ideas.questions import QUESTIONS

A_DAY = timedelta(days=1)  # for which an idea must clear: others have time to look, and a lucky hour passes


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """The evidence on one question: its lower bound and floor (0 to 1) and its number of observations.

    `min_n`: with fewer observations it is not known yet. `point`: the share found, by which a Moment is kept; None
    where the bound decides about that, too."""

    lower: float | None
    floor: float
    n: int
    min_n: int
    point: float | None = None

    @property
    def is_known(self) -> bool:
        return self.lower is not None and self.n >= self.min_n

    @property
    def clears(self) -> bool:
        return self.is_known and self.lower is not None and self.lower >= self.floor

    @property
    def holds(self) -> bool:
        """Whether it keeps a Moment. It is less than to clear, so that chance, or a few denials of a day, ends none: an
        idea becomes a Moment if it is likely above its floor, and is none any more if it is likelier below it."""
        return self.clears or (self.is_known and self.point is not None and self.point >= self.floor)

    @property
    def exponent(self) -> float:
        return exponent(self.floor)

    @property
    def short_by(self) -> int:
        """Observations still missing until it is known."""
        return max(0, self.min_n - self.n)


def score(answers: Mapping[str, QuestionEvidence]) -> float | None:
    """From 0 to 1; None while one of the five is not known yet."""
    terms = [pow(each.lower, each.exponent) for each in answers.values() if each.is_known and each.lower is not None]
    return prod(terms) if len(terms) == len(QUESTIONS) else None


def clears(answers: Mapping[str, QuestionEvidence]) -> bool:
    """Whether all five clear their floors."""
    return all(question in answers and answers[question].clears for question in QUESTIONS)


def holds(answers: Mapping[str, QuestionEvidence]) -> bool:
    """Whether all five keep it a Moment, once it is one."""
    return all(question in answers and answers[question].holds for question in QUESTIONS)


def missing(answers: Mapping[str, QuestionEvidence]) -> Sequence[str]:
    """The questions that are not known yet, in their order."""
    return [question for question in QUESTIONS if question not in answers or not answers[question].is_known]


def weakest(answers: Mapping[str, QuestionEvidence]) -> Sequence[str]:
    """The questions that are known and below their floors, the one furthest below first."""
    below = {name: each for name, each in answers.items() if each.is_known and not each.clears}
    return sorted(below, key=lambda name: (below[name].lower or 0.0) - below[name].floor)


def nearness(answers: Mapping[str, QuestionEvidence]) -> float:
    """How near it is to clearing all five, from 0 to 1; only an idea that clears has 1.

    The mean over the five of how far each is: half of the way is to be known, the rest to reach its floor. It orders
    the near misses and nothing else."""
    return sum(_progress(answers.get(question)) for question in QUESTIONS) / len(QUESTIONS)


def _progress(evidence: QuestionEvidence | None) -> float:
    if evidence is None:
        return 0.0
    if evidence.clears:
        return 1.0
    if evidence.is_known and evidence.lower is not None:
        return 0.5 + 0.45 * evidence.lower / evidence.floor
    return 0.5 * min(1.0, evidence.n / evidence.min_n)
