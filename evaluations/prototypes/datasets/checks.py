"""How answers are scored: what the author chose, as far as it goes with the task, and what the rows suggest for the
rest."""

from collections.abc import Sequence

from evaluations.prototypes.datasets.documents import check_documents
from evaluations.prototypes.datasets.examples import Checked, ExampleProblems, Problem
from evaluations.prototypes.datasets.inference import USUAL_PARAMETER, Check, Inferred, default_scorer, infer
from evaluations.prototypes.models import Scorer, Task
from evaluations.prototypes.models.examples import BOUND, MAY_HAVE_THRESHOLD, OF_TASK


def measure(
    checked: Checked,
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Sequence[Check] = (),
) -> Inferred:
    """The task and its checks. Raises ExampleProblems for names that there are not and for thresholds beyond 0 to 1.

    A scorer that does not go with the task is passed over, whatever a form still held from before."""
    refuse_unknown(task, [scorer, *(name for name, _ in more_checks)])
    inferred = infer(checked.rows, check_documents(checked.documents).by_name)
    reason = inferred.reason if task in ("", inferred.task) else "chosen by the author"
    task = task or inferred.task
    first = with_parameter(scorer, threshold) if suits(task, scorer) else default_scorer(task, checked.rows)
    if first[0] == Scorer.UNCHECKED:
        return Inferred(task, reason, first[0])
    beside = dict(with_parameter(*each) for each in more_checks if suits(task, each[0]))
    more = [each for each in beside.items() if each[0] not in (first[0], Scorer.UNCHECKED)]
    return Inferred(task, reason, *first, more)


def refuse_unknown(task: str, scorers: Sequence[str]) -> None:
    if task and task not in Task.values:
        raise refused(f"There is no task “{task}”. Choose {' or '.join(Task.values)}.")
    for scorer in scorers:
        if scorer and scorer not in Scorer.values:
            raise refused(f"There is no scorer “{scorer}”. Choose one of {', '.join(Scorer.values)}.")


def suits(task: str, scorer: str) -> bool:
    """Whether answers to this task can be scored so. Where the task decides, nothing else goes; objects alone have
    fields and a schema."""
    if not scorer:
        return False
    if own := OF_TASK.get(Task(task)):
        return scorer in own
    return scorer not in BOUND and (task == Task.EXTRACT or scorer not in (Scorer.FIELDS, Scorer.SCHEMA))


def with_parameter(scorer: str, parameter: float | None) -> Check:
    if scorer not in MAY_HAVE_THRESHOLD:
        return scorer, None
    parameter = USUAL_PARAMETER.get(scorer) if parameter is None else parameter
    if parameter is not None and not 0 <= parameter <= 1:
        raise refused(f"The threshold of {scorer} is a number from 0 to 1, such as 0.75.")
    return scorer, parameter


def refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "rows", message)])
