"""Trying a table without posting it, from the rows to their end.

1. `begin` counts the paste against what its visitor may try (`quota`), checks the rows as those of an idea are checked
   (`rows`), stores them and plans what is quick: the baselines, and recipes on embeddings or on no model.
2. A worker answers each row while it is held out, by the code of runs (`work`).
3. `result` says how many were right, and what guessing gets.
4. `try_larger` plans one chat model more, behind posted ideas.
5. The words end after an hour or at once (`end`), or go on as the draft of an idea (`carry`).
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.datasets.revisions import columns_of
from evaluations.prototypes.models import Lane, OpenModel, Paste, PastedRun, Run, Visitor
from evaluations.prototypes.models.pastes import KEPT, hash_of
from evaluations.prototypes.runs.plan import LOOKED_AT, planned

from .quota import check_pastes
from .rows import PastedExamples, Rows, checked_rows, examples_of, placed


class NoneLarger(Exception):
    """There is no chat model that has not been asked already."""


@transaction.atomic
def begin(visitor: Visitor, secret: str, rows: Rows, names: ColumnNames = ("", "")) -> Paste:
    """`secret`: opens the paste later, together with its key. Raises TooManyPastes, ExampleProblems."""
    check_pastes(visitor)
    checked = checked_rows(rows)
    paste = Paste.objects.create(
        holder=hash_of(secret),
        person=visitor.person,
        address=visitor.address,
        rows=[list(row) for row in checked.rows],
        ends=timezone.now() + KEPT,
        **columns_of(names),
    )
    runs = runs_over(placed(checked, paste.names))
    quick = [run for run in runs if run.lane == Lane.QUICK]
    add(paste, quick if any(not run.is_baseline for run in quick) else [*quick, *next_model(paste, runs)])
    return paste


def runs_over(pasted: PastedExamples) -> list[Run]:
    """Those that an idea with these rows would get, not stored, the cheapest first."""
    return planned(pasted.revision, [(row.input, row.expected) for row in pasted.in_turn[:LOOKED_AT]])


@transaction.atomic
def try_larger(paste: Paste) -> OpenModel:
    """Have the smallest chat model that was not asked yet try the rows, by every recipe. Raises NoneLarger."""
    Paste.objects.select_for_update(no_key=True).get(pk=paste.pk)
    runs = next_model(paste, runs_over(examples_of(paste)))
    if not runs or not runs[0].model:
        raise NoneLarger
    add(paste, runs)
    return runs[0].model


def larger(paste: Paste, pasted: PastedExamples) -> list[Run]:
    """What `try_larger` would have tried, not stored; none where every model was asked."""
    return next_model(paste, runs_over(pasted))


def next_model(paste: Paste, runs: Iterable[Run]) -> list[Run]:
    asked = set(paste.runs.filter(lane=Lane.CHAT).values_list("model", flat=True))
    left = [run for run in runs if run.lane == Lane.CHAT and run.model and run.model_id not in asked]
    smallest = min(left, key=lambda run: (run.model.parameters, run.model_id) if run.model else (0, 0), default=None)
    return [run for run in left if smallest and run.model_id == smallest.model_id]


def add(paste: Paste, runs: Iterable[Run]) -> None:
    PastedRun.objects.bulk_create(
        PastedRun(
            paste=paste,
            recipe=run.recipe,
            model=run.model,
            embedder=run.embedder,
            lane=run.lane,
            cost_rank=run.cost_rank,
            sample=run.sample,
        )
        for run in runs
    )


def opened(key: UUID, secret: str) -> Paste | None:
    """The paste for who made it, and nobody else."""
    return Paste.objects.opened_by(key, secret)
