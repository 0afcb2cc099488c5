"""From runs to answers: which run is the best, does the idea work, and is it cheap.

The best of m runs is lucky. So its bounds use z for one-sided 0.10/m, where m counts every run that competes,
also those still under way, and they hold whichever of them wins in the end. An idea works when that lower bound
reaches the floor and chance alone would make it so much better than the baseline, example by example, at most
0.10/m of the time; else it counts as 0. Answers that were not compared with anything say nothing about it.
"""

from dataclasses import replace
from functools import cached_property

from django.db import transaction

from evaluations.compute import costs
from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Reopening, Run, RunState
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Answer, Question
from ideas.models.answer import AnswerState

from . import answer_texts
from .metrics import derive, paired, scores_of

WORKS_FLOOR = 0.6
WORKS_REASON = (
    "of examples that the prototype had not seen; 0 unless it is surely better than an answer without a model. "
    "Chosen low, for a first try by machines alone: two answers in five may still be wrong"
)
LEAST_N = (
    10  # scored trials: 8 right of them reach the floor if one run competes, all 10 if ten do; fewer say too little
)
FLOORS = {Question.WORKS: WORKS_FLOOR, Question.CHEAP: costs.CHEAP_FLOOR}


def begin_measuring(revision: ExampleRevision) -> None:
    """New examples: what was known from the earlier ones, if only so far, is stale until the first run is in."""
    told = Answer.objects.filter(state__in=(AnswerState.KNOWN, AnswerState.MEASURING), lower__isnull=False)
    for answer in told.filter(idea=revision.idea_id, question__in=FLOORS):
        headline, basis = answer_texts.was(answer.headline), answer_texts.as_of(answer.basis, revision.number - 1)
        stale = replace(update_of(answer), state=AnswerState.STALE, headline=headline, basis=basis)
        record_answer(revision.idea_id, Question(answer.question), stale)
    conclude(revision)


@transaction.atomic
def conclude(revision: ExampleRevision, run: Run | None = None) -> None:
    """Derive the numbers of `run`, choose the best run and record both answers."""
    # One at a time for each revision, so that two runs that end together cannot both be the best.
    revision = ExampleRevision.objects.locked(revision.pk)
    if run:
        renew_numbers(run)
    if revision != ExampleRevision.objects.latest_of(revision.idea):
        return
    board = Board(revision, list(Run.objects.of_revision(revision).for_rows()))
    mark_best(board)
    for question, update in ((Question.WORKS, works(board)), (Question.CHEAP, cheap(board))):
        record_answer(revision.idea_id, question, update)


def conclude_what_is_missing() -> int:
    """After an update that derives more than before: every run that lacks it. Returns how many there were."""
    lacking = list(Run.objects.lacking_numbers().for_rows())
    for run in lacking:
        conclude(run.revision, run)
    return len(lacking)


def renew_numbers(run: Run) -> None:
    """Of this run; and when it is the baseline, of all that are compared with it."""
    baseline = Run.objects.baseline_of(run.revision)
    for each in Run.objects.of_revision(run.revision).for_rows() if run == baseline else [run]:
        derive(each, baseline)


class Board:
    """All runs over one revision, and what can be said of them together."""

    def __init__(self, revision: ExampleRevision, runs: list[Run]) -> None:
        self.revision = revision
        self.runs = [run for run in runs if run.state != RunState.STOPPED]
        self.candidates = [run for run in self.runs if not run.is_baseline]
        self.least_n = LEAST_N
        reopened = Reopening.objects.runs_over(revision)
        competing = sum(competes(run, was_reopened=run.pk in reopened) for run in runs)
        self.m = max(1, competing + Run.objects.instructions_tried(revision.idea_id))
        self.best = max(filter(self.tells, self.candidates), key=self.merit, default=None)

    def tells(self, run: Run) -> bool:
        return run.state == RunState.FINISHED and run.n >= LEAST_N

    def merit(self, run: Run) -> tuple[float, int]:
        """By the lower bound, so that much evidence beats luck; of two alike the cheaper recipe."""
        graded = self.revision.is_graded
        lower = run.lower if graded else statistics.best_of_interval(run.successes, run.n, self.m).lower
        return lower or 0.0, -run.cost_rank

    @cached_property
    def bounds(self) -> statistics.Interval:
        """Of the best run; each holds although it was picked from m."""
        assert self.best
        if self.revision.is_graded:
            return statistics.best_of_mean(scores_of(self.best), self.revision.content_hash, self.m)
        return statistics.best_of_interval(self.best.successes, self.best.n, self.m)

    @cached_property
    def lift(self) -> statistics.Difference | None:
        """The best run's, over the baseline; None while there is no baseline to compare with."""
        baseline = Run.objects.baseline_of(self.revision)
        if self.best is None or baseline is None:
            return None
        own, base = paired(self.best, baseline)
        return statistics.compare(own, base, self.revision.content_hash) if len(own) else None

    @property
    def beats_baseline(self) -> bool:
        return self.lift is not None and self.lift.p_better <= statistics.ANSWER_ALPHA / self.m

    @property
    def is_unchecked(self) -> bool:
        """Whether nothing can ever be said, because the examples are compared with nothing."""
        return not self.revision.checks

    @property
    def state(self) -> AnswerState:
        """Measuring while any run can go on; a run that waits for a server does not keep the rest from counting."""
        under_way = [run for run in self.runs if run.is_open and not run.waiting_for]
        if self.is_unchecked:
            return AnswerState.UNKNOWN
        if under_way or (self.best is None and any(run.is_open for run in self.runs)):
            return AnswerState.MEASURING
        return AnswerState.KNOWN if self.best else AnswerState.UNKNOWN


def competes(run: Run, *, was_reopened: bool) -> bool:
    """Whether the run is one of the m among which the best is picked: not what was stopped before its first answer, or
    whose model was switched off before that. What was stopped later competes, or else stopping the losers would help,
    and so does what was begun anew, which has no answers left that tell of it; instructions are counted apart."""
    may_win = run.trials_done > 0 or was_reopened or (run.state != RunState.STOPPED and run.is_offered)
    return not run.is_baseline and not run.instruction and may_win


def mark_best(board: Board) -> None:
    best = [board.best.pk] if board.best else []
    runs = Run.objects.of_revision(board.revision)
    runs.filter(is_best=True).exclude(pk__in=best).update(is_best=False, best_of=None)
    runs.filter(pk__in=best).update(is_best=True, best_of=board.m)


def works(board: Board) -> AnswerUpdate:
    if board.best is None:
        return not_yet(board, Question.WORKS)
    best, bounds = board.best, board.bounds
    return AnswerUpdate(
        state=board.state,
        floor=WORKS_FLOOR,
        revision=board.revision.idea.revision,
        n=best.n,
        lower=bounds.lower if board.beats_baseline else 0.0,
        point=best.score,
        upper=bounds.upper,
        headline=answer_texts.works(board, WORKS_FLOOR),
        basis=answer_texts.works_basis(board),
    )


def cheap(board: Board) -> AnswerUpdate:
    """What is no better than the baseline is cheap at no price: an idea would rank for failing at low cost."""
    best = board.best
    if best is None:
        return not_yet(board, Question.CHEAP)
    frontier, shown = best.frontier_usd_per_1000, (best.usd_per_1000_lower, best.usd_per_1000, best.usd_per_1000_upper)
    if not frontier or None in shown:
        unknown = AnswerUpdate(AnswerState.UNKNOWN, costs.CHEAP_FLOOR, board.revision.idea.revision)
        return replace(unknown, basis=best.cost_basis or "What it costs is not known.")
    # The dearest that the open model may be decides how cheap it surely is.
    upper, point, lower = (costs.cheapness(usd, frontier) for usd in shown if usd is not None)
    return AnswerUpdate(
        state=board.state,
        floor=costs.CHEAP_FLOOR,
        revision=board.revision.idea.revision,
        n=best.n,
        lower=lower if board.beats_baseline else 0.0,
        point=point,
        upper=upper,
        headline=answer_texts.cheap(best),
        basis=answer_texts.cheap_basis(board, best),
    )


def not_yet(board: Board, question: Question) -> AnswerUpdate:
    """Nothing to tell yet. What was known from earlier examples stays, as stale, until there is."""
    earlier = Answer.objects.filter(idea=board.revision.idea_id, question=question, state=AnswerState.STALE).first()
    if earlier and not board.is_unchecked:
        return update_of(earlier)
    under_way = question == Question.WORKS and board.state == AnswerState.MEASURING
    headline = answer_texts.trying(board) if under_way else ""
    basis = answer_texts.nothing_told(board)
    return AnswerUpdate(board.state, FLOORS[question], board.revision.idea.revision, headline=headline, basis=basis)


def update_of(answer: Answer) -> AnswerUpdate:
    return AnswerUpdate(**{name: getattr(answer, name) for name in AnswerUpdate.__slots__})
