"""What came of a paste: one number, what guessing gets, and each row. Derived whenever it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum

import numpy as np

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Lane, Outcome, Paste, PastedAnswer, PastedRun, Run, Task
from evaluations.prototypes.models.pastes import AFTER_IDEAS
from evaluations.prototypes.results.proof import any_order, plainly, unit_of
from evaluations.prototypes.scorers import field_by_field, fields_right
from evaluations.prototypes.scorers.objects import NotAnObject
from ideas.proof import Count, FieldAnswer, Finding, Unit

from .rows import PastedExamples, PlacedRow, examples_of

POINTS = 100  # a graded answer may be right in part
SECONDS_AN_ANSWER = 3  # of a small chat model on a busy machine; only to say about how long it takes
MAX_FIELDS = 12  # of one answer that are shown
NO_ANSWER = {
    Outcome.REFUSED: "it refused",
    Outcome.INVALID: "not in the form asked for",
    Outcome.OVERFLOW: "too long for it",
    Outcome.TRUNCATED: "cut off",
    Outcome.ERROR: "no answer",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking, and its answers by the number of their row."""

    run: PastedRun
    answers: Mapping[int, PastedAnswer]

    @property
    def scores(self) -> dict[int, float]:
        """Of the rows that were compared, by their number."""
        return {row: answer.score for row, answer in sorted(self.answers.items()) if answer.score is not None}

    @property
    def mean(self) -> float:
        return fsum(self.scores.values()) / len(self.scores) if self.scores else 0.0

    @property
    def right(self) -> int:
        return sum(score == 1 for score in self.scores.values())

    @property
    def is_whole(self) -> bool:
        return self.run.finished is not None

    @property
    def by(self) -> str:
        """Who answered."""
        return self.run.model.name if self.run.model else f"the recipe {self.run.recipe}, which asks no model,"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A row, and its answer by the way that is shown; None while it is not there. `fields`: of an object."""

    row: PlacedRow
    answer: PastedAnswer | None
    is_next: bool
    fields: Sequence[FieldAnswer] = ()


@dataclass(frozen=True)
class PasteResult:
    paste: Paste
    pasted: PastedExamples
    ways: Sequence[Way]  # the cheapest first
    baselines: Sequence[Way]
    chosen: int | None = None  # the key of the run to show, if its reader chose one

    @cached_property
    def way(self) -> Way | None:
        """The one that is shown: as chosen; else the best of those that are whole, of equal ones the cheapest; before
        there is one, the one that is ahead."""
        if chosen := next((way for way in self.ways if way.run.pk == self.chosen), None):
            return chosen
        whole = [way for way in self.ways if way.is_whole]
        if whole:
            return max(whole, key=lambda way: (way.mean, -way.run.cost_rank, -way.run.pk))
        return max(self.ways, key=lambda way: (len(way.answers), -way.run.cost_rank, -way.run.pk), default=None)

    @property
    def others(self) -> list[Way]:
        """Ways that have answers and are not shown."""
        return [way for way in self.ways if way != self.way and way.answers]

    @property
    def is_working(self) -> bool:
        """Whether more answers will come by themselves."""
        return any(not way.is_whole for way in (*self.ways, *self.baselines))

    @property
    def is_whole(self) -> bool:
        return self.way is not None and self.way.is_whole

    @property
    def revision(self) -> ExampleRevision:
        return self.pasted.revision

    @cached_property
    def count(self) -> Count:
        """The number in the words of an idea's."""
        unit = unit_of(self.revision)
        right, of = self.counted(self.way, unit) if self.way else (0, 0)
        if not self.is_whole:
            return Count(right, of, Finding.TRYING, unit, planned=len(self.pasted.asked))
        guess = self.guess
        guessing = self.counted(guess, unit)[0] if guess else None
        finding = Finding.STANDS if self.is_above_guessing else Finding.CHANCE
        return Count(right, of, finding, unit, guessing, of)

    def counted(self, way: Way, unit: Unit) -> tuple[int, int]:
        """How much of it is right, and of how much."""
        if unit == Unit.EXAMPLES:
            return way.right, len(way.scores)
        if unit == Unit.POINTS:
            return round(POINTS * way.mean), POINTS if way.scores else 0
        expected = {row.number: row.expected for row in self.pasted.rows}
        notation, in_any = self.revision.notation, any_order(self.revision)
        texts = [(way.answers[row].answer, expected[row]) for row in way.scores]
        counts = [fields_right(answer, right, notation, any_order=in_any) for answer, right in texts]
        return sum(right for right, _ in counts), sum(of for _, of in counts)

    @property
    def guess(self) -> Way | None:
        """The best answer without a model; None while one of them is to come."""
        if not self.baselines or not all(way.is_whole for way in self.baselines):
            return None
        return max(self.baselines, key=lambda way: way.mean)

    @property
    def is_above_guessing(self) -> bool:
        """Whether it is better row by row than guessing, beyond chance; True where there is nothing to compare with."""
        if self.way is None or self.guess is None:
            return True
        own, base = self.way.scores, self.guess.scores
        both = [row for row in own if row in base]
        if not both:
            return True
        scores, guessed = (np.array([each[row] for row in both]) for each in (own, base))
        found = statistics.compare(scores, guessed, self.revision.content_hash)
        return found.point > 0 and found.p <= statistics.CHANCE

    @property
    def of_ten(self) -> tuple[int, int] | None:
        """Between how many of ten the truth may lie: the bounds of the best of so many ways, as for the pie."""
        if self.way is None or not self.is_whole or not self.way.scores:
            return None
        scores, ways = np.array([*self.way.scores.values()]), max(1, len(self.ways))
        if self.revision.is_graded:
            bounds = statistics.best_of_mean(scores, self.revision.content_hash, ways)
        else:
            bounds = statistics.best_of_interval(self.way.right, len(scores), ways)
        return round(10 * bounds.lower), round(10 * bounds.upper)

    @property
    def seconds(self) -> float | None:
        """From confirming the table to the last answer of the way that is shown; None for one that began later."""
        way = self.way
        if way is None or not way.is_whole or way.run.lane != Lane.QUICK or not way.answers:
            return None
        return (max(answer.created for answer in way.answers.values()) - self.paste.created).total_seconds()

    @property
    def rows(self) -> list[TriedRow]:
        answers = self.way.answers if self.way else {}
        left = [row.number for row in self.pasted.asked if row.number not in answers]
        is_asked = bool(self.way and not self.way.is_whole and self.way.run.lease)
        return [
            TriedRow(
                row, answer := answers.get(row.same_as), is_asked and left[:1] == [row.number], self.fields(row, answer)
            )
            for row in self.pasted.rows
        ]

    def fields(self, row: PlacedRow, answer: PastedAnswer | None) -> list[FieldAnswer]:
        if answer is None or self.revision.task != Task.EXTRACT:
            return []
        in_any = any_order(self.revision)
        try:
            found = field_by_field(answer.answer, row.expected, self.revision.notation, any_order=in_any)
        except NotAnObject:
            return []
        return [FieldAnswer(name, plainly(own), plainly(right), same) for name, own, right, same in found[:MAX_FIELDS]]

    @property
    def awaited(self) -> Way | None:
        """The way whose answers are still to come: the one that is shown, or another beside it."""
        shown_first = sorted(self.ways, key=lambda way: way != self.way)
        return next((way for way in shown_first if not way.is_whole), None)

    @property
    def whole_ways(self) -> int:
        return sum(way.is_whole for way in self.ways)

    @property
    def trouble(self) -> str:
        """Why the way that is awaited cannot go on now; "" when it can."""
        return self.awaited.run.trouble if self.awaited else ""

    @cached_property
    def ahead(self) -> int:
        """How many come before the first of its runs that waits for a chat model: pastes and ideas of people."""
        waiting = [way.run for way in self.ways if way.run.lane == Lane.CHAT and not way.is_whole]
        if not waiting or any(run.lease for run in waiting):
            return 0
        first = min(run.pk for run in waiting)
        pastes = PastedRun.objects.open().filter(lane=Lane.CHAT, pk__lt=first).exclude(paste=self.paste)
        ideas = Run.queue.claimable(Lane.CHAT).exclude(revision__idea__author__is_house=True)
        return pastes.values("paste").distinct().count() + ideas.values("revision").distinct().order_by().count()

    @property
    def minutes_ahead(self) -> int:
        """About how long these take: while ideas wait, pastes have a slice in AFTER_IDEAS."""
        return max(1, round(self.ahead * AFTER_IDEAS.total_seconds() / 60))

    def minutes(self, ways: int) -> int:
        """About how long a chat model takes, at least 1."""
        return max(1, round(len(self.pasted.asked) * ways * SECONDS_AN_ANSWER / 60))


def result_of(paste: Paste, chosen: int | None = None) -> PasteResult:
    runs = list(paste.runs.for_work().order_by("cost_rank", "pk"))
    answers: dict[int, dict[int, PastedAnswer]] = {run.pk: {} for run in runs}
    for answer in PastedAnswer.objects.filter(run__paste=paste):
        answers.setdefault(answer.run_id, {})[answer.row] = answer
    ways = [Way(run, answers[run.pk]) for run in runs]
    return PasteResult(
        paste,
        examples_of(paste),
        [way for way in ways if not way.run.is_baseline],
        [way for way in ways if way.run.is_baseline],
        chosen,
    )
