"""How right a run is about examples that the author did not choose, as a number and nothing else."""

from dataclasses import dataclass
from math import fsum

import numpy as np

from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run, StrangersTrial


@dataclass(frozen=True, slots=True)
class StrangersResult:
    """`lower`, `upper`: each with 90 %, one-sided. There is no choice to allow for: the run was picked by the author's
    rows, which say nothing about the luck on these."""

    n: int
    score: float | None
    lower: float | None
    upper: float | None


def strangers_result(scores: list[float], content_hash: str, *, graded: bool) -> StrangersResult:
    if not scores:
        return StrangersResult(0, None, None, None)
    values = np.array(scores)
    if graded:
        interval = statistics.best_of_mean(values, content_hash, 1)
    else:
        interval = statistics.best_of_interval(int(np.sum(values == 1)), len(scores), 1)
    return StrangersResult(len(scores), fsum(scores) / len(scores), interval.lower, interval.upper)


def renew_strangers(run: Run) -> None:
    """Derive the run's number from its rows in the set as it is now."""
    scores = StrangersTrial.objects.scores_of(run, offered=True)
    brought = StrangersTrial.objects.scores_of(run, offered=False)
    found = strangers_result(scores, run.revision.content_hash, graded=run.revision.is_graded)
    numbers = {
        "strangers_n": found.n,
        "strangers_score": found.score,
        "strangers_lower": found.lower,
        "strangers_upper": found.upper,
        "brought_n": len(brought),
        "brought_score": fsum(brought) / len(brought) if brought else None,
    }
    Run.objects.filter(pk=run.pk).update(**numbers)
    for name, value in numbers.items():
        setattr(run, name, value)
