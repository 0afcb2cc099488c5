"""Publishing an idea with its examples: one transaction from the author's rows to the planned runs.

1. `ideas.actions.publish` puts the idea into the lists, or finds it there.
2. The rows are checked and frozen into a revision; its content hash decides the folds.
3. The runs over the revision before are stopped, and new ones are planned, the cheapest first.
4. The answers to "works?" and "cheap?" say that they are being measured.
"""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from evaluations.prototypes.datasets.checks import measure
from evaluations.prototypes.datasets.examples import Checked, ExampleProblems, cannot_be_kept, check, content_hash
from evaluations.prototypes.datasets.folds import fold_count, place
from evaluations.prototypes.datasets.inference import Inferred
from evaluations.prototypes.models import Document, Example, ExampleDraft, ExampleRevision, ExampleWords, Run, Task
from evaluations.prototypes.results.answers import begin_measuring
from evaluations.prototypes.runs.plan import check_runs, plan
from evaluations.prototypes.scorers.objects import schema_of
from ideas import actions as ideas
from ideas.models import Idea
from marketplace.accounts.models import User

Rows = Sequence[tuple[str, str]]
Authors = Mapping[tuple[str, str], int]  # keys of people by the row that they wrote
Checks = Sequence[tuple[str, float | None]]  # scorers, each with its parameter or None


@transaction.atomic
def publish(
    person: User,
    idea: Idea,
    rows: Rows,
    *,
    documents: Rows = (),
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Checks = (),
    authors: Authors | None = None,
) -> Idea:
    """Publish the idea, or give an idea that is published other examples. `task`, `scorer`: blank is inferred.

    `documents`: names and texts, for the task `search`. `more_checks`: what is compared beside the scorer. `authors`:
    of new rows that `person` did not write; rows that were there before keep theirs. Without rows the examples stay as
    they are; the same rows, documents, task and checks again change nothing. Raises ExampleProblems, DailyLimit,
    PermissionDenied.
    """
    idea = ideas.publish(person, idea)
    if rows:
        checked = fit_to_freeze(rows, task, documents, [scorer, *(each for each, _ in more_checks)])
        take_examples(person, idea, checked, measure(checked, task, scorer, threshold, more_checks), authors or {})
    return idea


@transaction.atomic
def save_example_draft(
    person: User,
    idea: Idea,
    rows: Rows,
    *,
    documents: Rows = (),
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Checks = (),
) -> ExampleDraft:
    """Keep all as it was typed, right or wrong, but for what no row of ours can hold.

    Raises PermissionDenied for somebody else's idea, ExampleProblems."""
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    if problems := cannot_be_kept(rows, documents):
        raise ExampleProblems(problems)
    typed = {
        "rows": [list(row) for row in rows],
        "documents": [list(document) for document in documents],
        "task": task,
        "scorer": scorer,
        "threshold": threshold,
        "more_checks": [list(each) for each in more_checks],
    }
    draft, _ = ExampleDraft.objects.update_or_create(idea=idea, defaults=typed)
    return draft


def fit_to_freeze(rows: Rows, task: str, documents: Rows, scorers: Sequence[str]) -> Checked:
    checked = check(rows, task, documents=documents, scorers=scorers)
    if checked.problems:
        raise ExampleProblems(checked.problems)
    return checked


def take_examples(person: User, idea: Idea, checked: Checked, measured: Inferred, authors: Authors) -> None:
    ExampleDraft.objects.filter(idea=idea).delete()
    digest = content_hash(checked.rows, checked.documents)
    before = ExampleRevision.objects.latest_of(idea)
    if before and is_same(before, digest, measured):
        return
    Run.objects.of_idea(idea.pk).stop()
    revision = freeze(idea, checked, measured, digest, number=before.number + 1 if before else 1)
    add_examples(revision, checked, person, (before.authors() if before else {}) | dict(authors))
    plan(revision)
    check_runs(idea.author)
    begin_measuring(revision)


def is_same(revision: ExampleRevision, digest: str, measured: Inferred) -> bool:
    now = (revision.content_hash, revision.task, revision.scorer, revision.threshold, revision.more_checks)
    return now == (digest, measured.task, measured.scorer, measured.threshold, list(map(list, measured.more_checks)))


def freeze(idea: Idea, checked: Checked, measured: Inferred, digest: str, number: int) -> ExampleRevision:
    return ExampleRevision.objects.create(
        idea=idea,
        number=number,
        content_hash=digest,
        task=measured.task,
        task_reason=measured.reason[:200],
        scorer=measured.scorer,
        threshold=measured.threshold,
        more_checks=[list(each) for each in measured.more_checks],
        schema=schema_of([expected for _, expected in checked.rows]) if measured.task == Task.EXTRACT else None,
        size=len(checked.rows),
        folds=fold_count(checked.rows),
    )


def add_examples(revision: ExampleRevision, checked: Checked, person: User, authors: Authors) -> None:
    places = place(checked.rows, revision.content_hash)
    Example.objects.bulk_create(
        Example(
            revision=revision,
            position=position,
            author_id=authors.get((given, expected), person.pk),
            input=given,
            expected=expected,
            fold=place.fold,
            turn=place.turn,
        )
        for (given, expected), position, place in zip(checked.rows, checked.positions, places, strict=True)
    )
    Document.objects.bulk_create(
        Document(revision=revision, position=position, name=name, text=text)
        for position, (name, text) in enumerate(checked.documents, 1)
    )
    ExampleWords.objects.put(revision.idea, checked.rows)
