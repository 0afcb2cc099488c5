"""All runs over one revision together: the best of them, with bounds that allow for the choice.

The best of m runs is lucky. So its bounds use z for one-sided 0.10/m, where m counts every run that competes, also
those still under way: the bounds hold for any winner. An idea works when the lower bound reaches the floor and chance
alone would give so large a lead over the baseline, example by example, at most 0.10/m of the time; else the lower bound
counts as 0. Answers that are compared with nothing say nothing about it.

From 12 strangers' examples on, the best run's result on these decides if its lower bound is below that on the author's.
"""

from functools import cached_property

from evaluations.prototypes import statistics
from evaluations.prototypes.models import ExampleRevision, Reopening, Run, RunState
from ideas.models.answer import AnswerState

from .metrics import paired, scores_of

# Scored trials: 8 right of them reach the floor if one run competes, all 10 if ten do; fewer say too little.
MIN_TRIALS = 10


class RevisionResults:
    def __init__(self, revision: ExampleRevision, runs: list[Run]) -> None:
        self.revision = revision
        self.runs = [run for run in runs if run.state != RunState.STOPPED]
        self.candidates = [run for run in self.runs if not run.is_baseline]
        reopened = Reopening.objects.runs_over(revision)
        competing = sum(competes(run, was_reopened=run.pk in reopened) for run in runs)
        self.m = max(1, competing + Run.objects.instructions_tried(revision.idea_id))
        self.best = max(filter(self.is_scored, self.candidates), key=self.merit, default=None)

    def is_scored(self, run: Run) -> bool:
        return run.state == RunState.FINISHED and run.n >= MIN_TRIALS

    def merit(self, run: Run) -> tuple[float, int]:
        """The lower bound, so that much evidence beats luck; of two equal ones the cheaper recipe."""
        graded = self.revision.is_graded
        lower = run.lower if graded else statistics.best_of_interval(run.successes, run.n, self.m).lower
        return lower or 0.0, -run.cost_rank

    @cached_property
    def bounds(self) -> statistics.Interval:
        """Of the best run; each holds although the run was picked from m."""
        assert self.best
        if self.revision.is_graded:
            return statistics.best_of_mean(scores_of(self.best), self.revision.content_hash, self.m)
        return statistics.best_of_interval(self.best.successes, self.best.n, self.m)

    @property
    def is_decided_by_strangers(self) -> bool:
        """Whether the lesser lower bound of the best run is that on the strangers' examples."""
        best = self.best
        if best is None or best.strangers_lower is None:
            return False
        return best.strangers_decide and best.strangers_lower < self.bounds.lower

    @property
    def deciding_bounds(self) -> statistics.Interval:
        """Of the best run, on the examples on which its lower bound is less."""
        assert self.best
        lower, upper = self.best.strangers_lower, self.best.strangers_upper
        if not self.is_decided_by_strangers or lower is None or upper is None:
            return self.bounds
        return statistics.Interval(lower, upper)

    @cached_property
    def baseline(self) -> Run | None:
        """The best of all; None while one of them is to come."""
        return Run.objects.best_baseline(self.revision)

    @cached_property
    def lift(self) -> statistics.PairedDifference | None:
        """Of the best run over the best baseline; None while there is nothing to compare with."""
        if self.best is None or self.baseline is None:
            return None
        own, base = paired(self.best, self.baseline)
        return statistics.compare(own, base, self.revision.content_hash) if len(own) else None

    @property
    def beats_baseline(self) -> bool:
        return self.lift is not None and self.lift.p_better <= statistics.ANSWER_ALPHA / self.m

    @property
    def is_unchecked(self) -> bool:
        """Whether the answers are compared with nothing, so that the examples can never give a result."""
        return not self.revision.checks

    @property
    def state(self) -> AnswerState:
        """Measuring while any run can go on. A run that waits for a server does not delay the others' result."""
        under_way = [run for run in self.runs if run.is_open and not run.waiting_for]
        if self.is_unchecked:
            return AnswerState.UNKNOWN
        if under_way or (self.best is None and any(run.is_open for run in self.runs)):
            return AnswerState.MEASURING
        return AnswerState.KNOWN if self.best else AnswerState.UNKNOWN


def competes(run: Run, *, was_reopened: bool) -> bool:
    """Whether the run is one of the m among which the best is picked.

    A run that was stopped, or lost its model, before its first answer does not compete. A run that was stopped later
    does, or else stopping the losers would help; so does one that its author stopped when some result could be seen,
    and one that was reopened, although its answers are gone. Instructions are counted apart."""
    may_win = run.trials_done > 0 or was_reopened or (run.state != RunState.STOPPED and run.is_offered)
    may_win = may_win or run.stopped_knowing
    return not run.is_baseline and not run.instruction and may_win
