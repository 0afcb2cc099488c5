"""Each check of a run by itself, where a score is the least of several: it says which of them fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import cast

from django.core.cache import cache

from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.metrics import A_WEEK, content_of
from evaluations.prototypes.scorers import SCORERS


@dataclass(frozen=True, slots=True)
class Check:
    """The mean that `scorer` gave over `n` scored trials, with its 90 % interval, 0 to 1."""

    scorer: str
    n: int
    mean: float
    lower: float
    upper: float


def checks_of(run: Run) -> list[Check]:
    """None where a score has one check: then it is the score."""
    if len(run.revision.checks) < 2 or not run.n:
        return []
    if run.is_open:
        return read_checks(run)
    return cast("list[Check]", cache.get_or_set(f"checks:{content_of(run)}", lambda: read_checks(run), A_WEEK))


def read_checks(run: Run) -> list[Check]:
    """A graded check of 2,000 trials takes a quarter of a second."""
    revision = run.revision
    trials = run.trials.values_of_checks()
    values = {scorer: [checks[scorer] for checks in trials if scorer in checks] for scorer, _ in revision.checks}
    graded = {scorer for scorer, threshold in revision.checks if SCORERS[scorer].grades(threshold)}
    return [check(run, scorer, values[scorer], graded=scorer in graded) for scorer in values if values[scorer]]


def check(run: Run, scorer: str, values: Sequence[float], *, graded: bool) -> Check:
    found = statistics.shown_score(values, run.revision.content_hash, graded=graded)
    return Check(scorer, len(values), fmean(values), found.lower, found.upper)
