"""Publishing an idea with its examples: one transaction from the author's rows to the planned runs.

1. `ideas.actions.publish` puts the idea into the lists, or finds it there.
2. The rows are checked and frozen into a revision (`datasets.revisions`); its content hash decides the folds.
3. The runs over the revision before are stopped, and new ones are planned, the cheapest first (`runs.plan`).
4. The answers to "works?" and "cheap?" say that they are being measured (`results.answers`).
"""

from django.db import transaction

from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.datasets.revisions import Authors, Checks, Rows, freeze_examples
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.answers import begin_measuring
from evaluations.prototypes.runs.plan import check_runs, plan
from ideas import actions as ideas
from ideas.models import Idea
from marketplace.accounts.models import User


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
    brackets_are_minus: bool = False,
    case_counts: bool = False,
    names: ColumnNames = ("", ""),
    authors: Authors | None = None,
    seen: int | None = None,
    examples_seen: int | None = None,
) -> Idea:
    """Publish the idea, or give an idea that is published other examples. A blank `task` or `scorer` is inferred.

    `documents`: names and texts, for the task `search`. `more_checks`: scorers beside the first. `brackets_are_minus`:
    (5) means −5. `case_counts`: labels that differ in case alone are different. `names`: of the two columns, if they
    have any. `authors`: of new rows that `person` did not write; rows that were there before keep theirs. Without rows
    the examples stay as they are; the same rows, documents, task and checks again change nothing but the names. `seen`,
    `examples_seen`: `idea.saves` and `idea.example_saves` of the texts and the examples that are meant, or None. Raises
    ExampleProblems, DailyLimit, PermissionDenied, Overtaken.
    """
    idea = ideas.publish(person, idea, seen)
    if not rows:
        return idea
    revision = freeze_examples(
        person,
        idea,
        rows,
        documents=documents,
        task=task,
        scorer=scorer,
        threshold=threshold,
        more_checks=more_checks,
        brackets_are_minus=brackets_are_minus,
        case_counts=case_counts,
        names=names,
        authors=authors or {},
        seen=examples_seen,
    )
    if revision:
        Run.queue.of_idea(idea.pk).stop()
        plan(revision)
        check_runs(idea.author)
        begin_measuring(revision)
    return idea
