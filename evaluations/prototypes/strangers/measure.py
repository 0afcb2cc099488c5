"""Finished runs answer the strangers' set of their idea, a slice at a time, in the lane of the run.

A recipe is fitted on every row of the author and on none of the set, as a demo is; there are no folds, since nobody
learnt from what is asked. The rows decide what is still to do, so a lost or repeated slice does no harm. Of an answer
only its score is kept: neither the cache nor a trial holds a word of the set."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from evaluations.prototypes.catalogue.health import note_unavailable
from evaluations.prototypes.catalogue.places import give_back_places, keep_places, take_places
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.datasets.likeness import likeness
from evaluations.prototypes.models import (
    CachedAnswer,
    ExampleRevision,
    Lane,
    Run,
    RunState,
    StrangersExample,
    StrangersTrial,
)
from evaluations.prototypes.models.endpoint import may_be_asked
from evaluations.prototypes.models.runs import RunQuerySet
from evaluations.prototypes.results.answers import conclude
from evaluations.prototypes.results.strangers import renew_strangers
from evaluations.prototypes.runs.ask import ExampleAsker
from evaluations.prototypes.runs.context import Deadline, HeldOutExample, Outbox, RunContext, passages_of, prices_of
from evaluations.prototypes.runs.fit import fit_whole
from evaluations.prototypes.runs.store import add_new
from evaluations.prototypes.runs.vectors import Vectors
from evaluations.prototypes.runs.worker import RENEW_EVERY, SLICE, the_first
from evaluations.prototypes.scorers import VERSION

AT_ONCE = 100  # rows in one slice
LOOK_AHEAD = 20  # runs to try, when the servers of others are full


def measure(lane: str) -> bool:
    """One slice of one run that has not answered the whole set; False when there was nothing to do."""
    if not StrangersExample.objects.in_set().exists():
        return False
    for run in due(lane)[:LOOK_AHEAD]:
        lease = uuid4()
        with transaction.atomic():
            places = take_places(run.endpoints, lease, 1)
        if places is not None:
            try:
                one_slice(run, lease, places)
            finally:
                give_back_places(lease)
            return True
    return False


def due(lane: str) -> RunQuerySet[Run]:
    answered = StrangersTrial.objects.settled(VERSION).filter(run=OuterRef(OuterRef("pk")), example=OuterRef("pk"))
    idea, task = OuterRef("revision__idea"), OuterRef("revision__task")
    left = StrangersExample.objects.in_set().filter(~Exists(answered), idea=idea, task=task)
    reachable = (Q(model=None) | may_be_asked("model__endpoint")) & (
        Q(embedder=None) | may_be_asked("embedder__endpoint")
    )
    runs = Run.objects.over_latest_examples().offered().filter(Exists(left), reachable, lane=lane)
    return runs.filter(state=RunState.FINISHED).for_rows()


@dataclass(slots=True)
class StrangersSlice:
    """What one slice found: scores by the key of the row, None without an answer; and vectors of the author's texts."""

    scores: dict[int, float | None] = field(default_factory=dict)
    learnt: Outbox = field(default_factory=Outbox)


def one_slice(run: Run, lease: UUID, places: dict[int, int]) -> None:
    rows = unseen(run, list(StrangersExample.objects.unanswered_by(run, VERSION)[:AT_ONCE]))
    found = StrangersSlice()
    try:
        async_to_sync(answer_while_held)(run, lease, places, rows, found)
    except ServerUnavailable as unavailable:
        note_unavailable(unavailable)
    add_new(CachedAnswer, found.learnt.answers)
    keep(run, found)


def unseen(run: Run, rows: Sequence[StrangersExample]) -> list[StrangersExample]:
    """Without rows that the author's latest examples now hold as well: the recipe would have learnt from them."""
    known = run.revision.pairs()
    pairs = [*known, *((row.input, row.expected) for row in rows)]
    groups = likeness(pairs, case_counts=run.revision.case_counts).same
    learnt = set(groups[: len(known)])
    left = []
    for row, group in zip(rows, groups[len(known) :], strict=True):
        if group in learnt:
            StrangersTrial.objects.give_up(run, row.pk, VERSION)
        else:
            left.append(row)
    return left


async def answer_while_held(
    run: Run, lease: UUID, places: dict[int, int], rows: Sequence[StrangersExample], found: StrangersSlice
) -> None:
    """Raises ServerUnavailable."""
    holding = asyncio.create_task(hold(lease))
    try:
        context = RunContext(run, Deadline(monotonic() + SLICE[Lane(run.lane)]), await sync_to_async(prices_of)(run))
        context = replace(context, passages=await sync_to_async(passages_of)(run.revision))
        async with Servers(run.endpoints, places) as servers:
            await answer_rows(context, servers, rows, found)
    except ExceptionGroup as group:
        raise the_first(group) from group
    finally:
        holding.cancel()
        with suppress(asyncio.CancelledError):
            await holding


async def hold(lease: UUID) -> None:
    while True:
        await asyncio.sleep(RENEW_EVERY)
        await sync_to_async(keep_places)(lease)


async def answer_rows(
    context: RunContext, servers: Servers, rows: Sequence[StrangersExample], found: StrangersSlice
) -> None:
    """One after the other, at least one: a slice whose time went into fitting gets on, too."""
    outbox = Outbox()
    vectors = Vectors(context, servers, outbox)
    fitted = await fit_whole(context, vectors)
    found.learnt.answers.extend(outbox.answers)  # before any text of the set is embedded
    if fitted is None:
        return
    context.deadline.at = monotonic() + SLICE[Lane(context.run.lane)]
    if context.needs_vectors and not await vectors.complete([row.input for row in rows]):
        return
    asker = ExampleAsker(context, [fitted], vectors, servers, Outbox())
    for row in rows:
        example = HeldOutExample(row.pk, 0, row.input, row.expected)
        prepared = await sync_to_async(asker.prepare)(example)
        found.scores[row.pk] = (await asker.answer(prepared))["score"]
        if context.deadline.is_over:
            break


@transaction.atomic
def keep(run: Run, found: StrangersSlice) -> None:
    """Write the scores, then derive the run's number and the idea's answers."""
    revision = ExampleRevision.objects.locked(run.revision_id)
    for example, score in found.scores.items():
        StrangersTrial.objects.keep(run, example, score, VERSION)
    renew_strangers(run)
    conclude(revision)
