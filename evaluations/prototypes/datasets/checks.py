"""How answers are scored: by the author's choice, where it goes with the task; otherwise as the rows suggest."""

from collections.abc import Sequence

from evaluations.prototypes.datasets.documents import check_documents
from evaluations.prototypes.datasets.examples import Checked, ExampleProblems, Problem
from evaluations.prototypes.datasets.inference import Inferred, default_scorer, infer
from evaluations.prototypes.models import Task
from evaluations.prototypes.scorers import (
    CHOICES,
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    TAKES_THRESHOLD,
    UNCHECKED,
    USUAL_THRESHOLDS,
    ScorerCheck,
    suits,
)


def measure(
    checked: Checked,
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Sequence[ScorerCheck] = (),
) -> Inferred:
    """The task and its checks. Raises ExampleProblems for unknown names and for thresholds outside 0 to 1.

    A scorer that does not go with the task is ignored: a form may still hold it from another task."""
    refuse_unknown(task, [scorer, *(name for name, _ in more_checks)])
    inferred = infer(checked.rows, check_documents(checked.documents).by_name)
    reason = inferred.reason if task in ("", inferred.task) else "chosen by the author"
    task = task or inferred.task
    first = with_threshold(scorer, threshold) if suits(task, scorer) else default_scorer(task, checked.rows)
    if first[0] == UNCHECKED:
        return Inferred(task, reason, first[0])
    beside = dict(with_threshold(*each) for each in more_checks if suits(task, each[0]))
    more = [each for each in beside.items() if each[0] not in (first[0], UNCHECKED)]
    return Inferred(task, reason, *first, more)


def refuse_unknown(task: str, scorers: Sequence[str]) -> None:
    if task and task not in Task.values:
        raise refused(f"There is no task “{task}”. Choose {' or '.join(Task.values)}.")
    for scorer in scorers:
        if scorer and scorer not in CHOICES:
            raise refused(f"There is no scorer “{scorer}”. Choose one of {', '.join(CHOICES)}.")


def with_threshold(scorer: str, threshold: float | None) -> ScorerCheck:
    """Raises ExampleProblems for a threshold beyond the bounds."""
    if scorer not in TAKES_THRESHOLD:
        return scorer, None
    threshold = USUAL_THRESHOLDS.get(scorer) if threshold is None else threshold
    if threshold is not None and not MIN_THRESHOLD <= threshold <= MAX_THRESHOLD:
        raise refused(f"The threshold of {scorer} is a number from 0 to 1, such as 0.75.")
    return scorer, threshold


def refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "rows", message)])
