"""Publishing an idea with its examples: one transaction from the author's rows to the planned runs.

1. `ideas.actions.publish` puts the idea into the lists, or finds it there.
2. The rows are checked and frozen into a revision; its content hash decides the folds.
3. The runs over the revision before are stopped, and new ones are planned, the cheapest first.
4. The answers to "works?" and "cheap?" say that they are being measured.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.examples import Checked, ExampleProblems, Problem, check, content_hash
from evaluations.prototypes.folds import fold_count, place
from evaluations.prototypes.inference import Inferred, default_scorer, infer
from evaluations.prototypes.models import Example, ExampleDraft, ExampleRevision, Run, Scorer, Task
from evaluations.prototypes.scorers import DEFAULT_THRESHOLD
from ideas import actions as ideas
from ideas.models import Idea
from marketplace.accounts.models import User

from .concluding import begin_measuring
from .planning import check_runs, plan

Rows = Sequence[tuple[str, str]]


@transaction.atomic
def publish(
    person: User, idea: Idea, rows: Rows, *, task: str = "", scorer: str = "", threshold: float | None = None
) -> Idea:
    """Publish the idea, or give an idea that is published other examples. `task`, `scorer`: blank is inferred.

    Without rows the examples stay as they are; the same rows, task and scorer again change nothing. Raises
    ExampleProblems, DailyLimit, PermissionDenied.
    """
    idea = ideas.publish(person, idea)
    if rows:
        checked = fit_to_freeze(rows, task)
        take_examples(person, idea, checked, measure(checked, task, scorer, threshold))
    return idea


@transaction.atomic
def save_example_draft(
    person: User, idea: Idea, rows: Rows, *, task: str = "", scorer: str = "", threshold: float | None = None
) -> ExampleDraft:
    """Keep the rows as they were typed, right or wrong. Raises PermissionDenied for somebody else's idea."""
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    typed = {"rows": [list(row) for row in rows], "task": task, "scorer": scorer, "threshold": threshold}
    draft, _ = ExampleDraft.objects.update_or_create(idea=idea, defaults=typed)
    return draft


def fit_to_freeze(rows: Rows, task: str) -> Checked:
    checked = check(rows, task)
    if checked.problems:
        raise ExampleProblems(checked.problems)
    return checked


def measure(checked: Checked, task: str, scorer: str, threshold: float | None) -> Inferred:
    """The task and how it is scored: what the author chose, and what the rows suggest for the rest."""
    inferred = infer(checked.rows)
    if task and task not in Task.values:
        raise refused(f"There is no task “{task}”. Choose {' or '.join(Task.values)}.")
    if scorer and scorer not in Scorer.values:
        raise refused(f"There is no scorer “{scorer}”. Choose one of {', '.join(Scorer.values)}.")
    reason = inferred.reason if task in ("", inferred.task) else "chosen by the author"
    task = task or inferred.task
    usual, usual_threshold = default_scorer(task, checked.rows)
    # Labels are scored as labels and nothing else is, whatever a form still held from before.
    chosen = scorer if scorer and (scorer == Scorer.LABEL) == (task == Task.CLASSIFY) else usual
    if chosen != Scorer.SIMILARITY:
        return Inferred(task, reason, chosen)
    least = threshold if threshold is not None else usual_threshold or DEFAULT_THRESHOLD
    if not 0 <= least <= 1:
        raise refused("The threshold is a similarity from 0 to 1, such as 0.75.")
    return Inferred(task, reason, chosen, least)


def refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "rows", message)])


def take_examples(person: User, idea: Idea, checked: Checked, measured: Inferred) -> None:
    ExampleDraft.objects.filter(idea=idea).delete()
    digest = content_hash(checked.rows)
    before = ExampleRevision.objects.latest_of(idea)
    if before and is_same(before, digest, measured):
        return
    Run.objects.of_idea(idea.pk).stop()
    revision = freeze(person, idea, checked, measured, digest, number=before.number + 1 if before else 1)
    plan(revision)
    check_runs(idea.author)
    begin_measuring(revision)


def is_same(revision: ExampleRevision, digest: str, measured: Inferred) -> bool:
    now = (revision.content_hash, revision.task, revision.scorer, revision.threshold)
    return now == (digest, measured.task, measured.scorer, measured.threshold)


def freeze(person: User, idea: Idea, checked: Checked, measured: Inferred, digest: str, number: int) -> ExampleRevision:
    revision = ExampleRevision.objects.create(
        idea=idea,
        number=number,
        content_hash=digest,
        task=measured.task,
        task_reason=measured.reason[:200],
        scorer=measured.scorer,
        threshold=measured.threshold,
        size=len(checked.rows),
        folds=fold_count(checked.rows),
    )
    places = place(checked.rows, digest)
    Example.objects.bulk_create(
        Example(
            revision=revision,
            position=position,
            author=person,
            input=given,
            expected=expected,
            fold=place.fold,
            turn=place.turn,
        )
        for (given, expected), position, place in zip(checked.rows, checked.positions, places, strict=True)
    )
    return revision
