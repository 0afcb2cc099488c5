"""Workers answer the rows of pastes: fitted, asked, read and scored by the same code as the runs of ideas.

A slice takes one run after the other until its time is over. Who wants to see an answer waits on a page, so in the
quick lane pastes take their turn beside ideas; in the chat lane they come behind the ideas of people
(`PastedRun.objects.due`). A worker that dies loses the answers in flight; its lease runs out, and another goes on.
"""

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from evaluations.prototypes.catalogue.health import note_unavailable
from evaluations.prototypes.catalogue.places import give_back_places, keep_places, take_places
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.models import CachedAnswer, Lane, Paste, PastedAnswer, PastedRun, Run
from evaluations.prototypes.runs.ask import ExampleAsker
from evaluations.prototypes.runs.context import Deadline, NewRow, Outbox, RunContext, prices_of
from evaluations.prototypes.runs.fit import fit, training_on
from evaluations.prototypes.runs.store import Lost, add_new
from evaluations.prototypes.runs.vectors import Vectors
from evaluations.prototypes.runs.worker import SLICE, stopping, the_first

from .rows import PastedExamples, examples_of

logger = logging.getLogger(__name__)
LOOK_AHEAD = 10  # runs to try, when the servers of others are full
LOOK_EVERY = 1.0  # seconds; how soon after "Delete it now" a request is cancelled


@dataclass(frozen=True, slots=True)
class LeasedPastedRun:
    """`places`: how many requests it may have in flight, by the endpoint's key."""

    run: PastedRun
    lease: UUID
    places: dict[int, int]


def work(lane: str) -> bool:
    """One slice. False when there was nothing to do."""
    deadline = Deadline(monotonic() + SLICE[Lane(lane)])
    worked = False
    while not (deadline.is_over or stopping.is_set()) and (leased := claim(lane)):
        worked = True
        carry_out(leased, deadline)
    return worked


def claim(lane: str) -> LeasedPastedRun | None:
    for pk in PastedRun.objects.due(lane).values_list("pk", flat=True)[:LOOK_AHEAD]:
        if leased := take(pk):
            return leased
    return None


@transaction.atomic
def take(pk: int) -> LeasedPastedRun | None:
    run, lease = PastedRun.objects.for_work().filter(pk=pk).first(), uuid4()
    places = take_places(run.endpoints, lease, 1) if run else None
    if run is None or places is None or not PastedRun.objects.take(pk, lease):
        transaction.set_rollback(True)
        return None
    return LeasedPastedRun(run, lease, places)


def carry_out(leased: LeasedPastedRun, deadline: Deadline) -> None:
    is_held = True
    try:
        async_to_sync(answer_while_held)(leased, deadline)
    except* Lost:
        is_held = False
    except* ServerUnavailable as group:
        note_unavailable(the_first(group))
    except* Exception as group:
        # Its lease runs out, and it is tried again until its hour is over; others go on meanwhile.
        logger.error("a slice of a pasted run broke", exc_info=the_first(group))
        is_held = False
    finally:
        give_back_places(leased.lease)
    if is_held:
        is_finished = leased.run.answers.count() >= leased.run.sample
        PastedRun.objects.give_back(leased.lease, is_finished=is_finished)


async def answer_while_held(leased: LeasedPastedRun, deadline: Deadline) -> None:
    """Raises a group of Lost or ServerUnavailable."""
    pasted = examples_of(leased.run.paste)
    run = Run(
        revision=pasted.revision,
        recipe=leased.run.recipe,
        model=leased.run.model,
        embedder=leased.run.embedder,
        lane=leased.run.lane,
        sample=leased.run.sample,
    )
    context = RunContext(run, deadline, await sync_to_async(prices_of)(run), paste=leased.run.paste_id)
    async with Servers(run.endpoints, leased.places) as servers, asyncio.TaskGroup() as group:
        holding = group.create_task(hold(leased))
        await answer_rows(leased, context, pasted, servers)
        holding.cancel()


async def hold(leased: LeasedPastedRun) -> None:
    """Raises Lost when the run is gone: then the request in flight is cancelled."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if not await sync_to_async(renew)(leased):
            raise Lost


@transaction.atomic
def renew(leased: LeasedPastedRun) -> bool:
    keep_places(leased.lease)
    return PastedRun.objects.renew(leased.lease)


async def answer_rows(leased: LeasedPastedRun, context: RunContext, pasted: PastedExamples, servers: Servers) -> None:
    """One row after the other, at least one: a slice whose time went into fitting gets on, too."""
    outbox = Outbox()
    vectors = Vectors(context, servers, outbox)
    inputs = [row.input for row in pasted.in_turn] if context.needs_vectors else []
    compared = [row.expected for row in pasted.asked] if context.scores_by_meaning else []
    # Each input in a request of its own, as a run times them: posted as an idea, its time is known from the cache.
    is_whole = await vectors.complete([*inputs, *compared], set(inputs))
    await sync_to_async(keep)(leased, [], outbox)
    if not is_whole:
        return
    training = training_on(context, vectors, [(row.fold, row.input, row.expected) for row in pasted.in_turn])
    asker = ExampleAsker(context, await asyncio.to_thread(fit, context, vectors, training), vectors, servers, outbox)
    answered = await sync_to_async(numbers_answered)(leased.run)
    left = [row.held_out for row in pasted.asked if row.number not in answered]
    for prepared in await sync_to_async(asker.looked_up)(left):
        await sync_to_async(keep)(leased, [await asker.answer(prepared)], outbox)
        if context.deadline.is_over and not context.asks_nobody:
            break


def numbers_answered(run: PastedRun) -> set[int]:
    return set(run.answers.values_list("row", flat=True))


@transaction.atomic
def keep(leased: LeasedPastedRun, trials: list[NewRow], outbox: Outbox) -> None:
    """Store answers, and what was asked for them. Raises Lost, and stores nothing, when the paste was deleted or the
    run is no longer ours."""
    held = PastedRun.objects.held_under(leased.lease).values("paste")
    if not Paste.objects.kept().filter(pk__in=held).select_for_update(no_key=True).values_list("pk"):
        raise Lost
    add_new(CachedAnswer, outbox.answers)
    outbox.answers.clear()
    PastedAnswer.objects.bulk_create((answer_of(leased.run, trial) for trial in trials), ignore_conflicts=True)


def answer_of(run: PastedRun, trial: NewRow) -> PastedAnswer:
    kept: dict[str, Any] = {name: trial[name] for name in ("outcome", "answer", "score")}
    return PastedAnswer(run=run, row=trial["example_id"], total_ms=trial.get("total_ms"), **kept)
