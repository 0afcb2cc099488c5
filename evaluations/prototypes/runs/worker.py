"""How a prototype runs, one slice of work at a time.

1. A run of the lane is claimed, and with it a share of the places at its servers (`claiming`).
2. What it needs is laid out: which examples are still to answer, today's prices (`desk`).
3. Its recipe is fitted on the training part of each fold (`fitting`), with the vectors that it needs (`vectors`).
4. Hands ask the model, one example each at a time (`asking`), while the lease is renewed and what was answered is
   written in batches (`storing`).
5. The slice ends when all is answered, when its time is over, when somebody waits to try a demo, when the site shuts
   down, when the run was stopped, or when a server is away. The run is finished or given back; no stored trial is
   ever repeated.
6. Numbers and answers are derived from the rows (`concluding`).

A worker that dies loses the answers in flight. Its lease runs out, and another goes on from the rows. After a slice
that an error of ours breaks, its run is left alone for a while; the third in a row stops it (`note_break`).
"""

import asyncio
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from asgiref.sync import async_to_sync, sync_to_async
from django.db import DataError, IntegrityError, transaction
from django.db import Error as DatabaseFault

from evaluations.prototypes.catalogue.health import note_trouble
from evaluations.prototypes.models import ExampleRevision, Lane, Run
from evaluations.prototypes.models.runs import MOST_BROKEN
from evaluations.prototypes.results.answers import conclude

from . import queue
from .ask import answer_examples
from .context import Desk, Troubled, lay_out
from .fit import fit_folds
from .queue import Claim
from .store import Lost, keep_fitted, store

logger = logging.getLogger(__name__)
Caught = TypeVar("Caught", bound=Exception)
stopping = threading.Event()  # set when the worker shuts down

# Seconds after which a slice begins nothing new. What is in flight then takes a few more, so that a slice stays
# under 15; the quick lane is shorter because votes are tallied there too.
SLICE = {Lane.QUICK: 4.0, Lane.CHAT: 10.0}
RENEW_EVERY, WRITE_EVERY, LOOK_UP_EVERY = 5.0, 0.2, 0.1
# Whether the run was stopped: its requests are then called off within the second. And whether a visitor waits.
ASK_EVERY = 0.5


class ShuttingDown(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Ending:
    """How a slice ended, other than by its own time: the run was taken from us, or a server stood in the way."""

    lost: bool = False
    trouble: Troubled | None = None


def work(lane: str) -> bool:
    """One slice of one run of the lane; False when there was nothing to do, or it broke: the next is for the clock to
    send, so that a fault of a moment does not go through all runs within that moment."""
    claim = queue.claim(lane)
    if claim is None:
        return False
    try:
        carry_out(claim)
    except Exception as error:
        note_break(claim, error)
        return False
    finally:
        queue.give_back_places(claim.lease)
    return True


def carry_out(claim: Claim) -> None:
    ending = async_to_sync(one_slice)(claim)
    if ending.trouble:
        note_trouble(ending.trouble)
    if not ending.lost:
        settle(claim)


async def one_slice(claim: Claim) -> Ending:
    over = monotonic() + SLICE[Lane(claim.run.lane)]
    async with await sync_to_async(lay_out)(claim, over) as desk:
        ending = await work_at(desk)
        await sync_to_async(keep_what_was_learned)(desk)
        try:
            await write_down(desk)
        except Lost:
            return Ending(lost=True)
    return ending


async def work_at(desk: Desk) -> Ending:
    ending, done = Ending(), asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            lease = group.create_task(keep_lease(desk))
            group.create_task(keep_writing(desk, done))
            if await fit_folds(desk):
                # Before any trial is stored: without it nobody can read the answers of a run that was downloaded.
                await sync_to_async(keep_fitted)(desk.claim, desk.folds)
                await answer_examples(desk)
            done.set()
            lease.cancel()
    except* ShuttingDown:
        pass
    except* Troubled as group_of_one:
        ending = Ending(trouble=the_first(group_of_one))
    except* Lost:
        ending = Ending(lost=True)
    return ending


async def keep_lease(desk: Desk) -> None:
    """Renew it while the work goes on. Raises Lost when it is no longer ours, ShuttingDown when the site stops."""
    asked = renewed = monotonic()
    while True:
        await asyncio.sleep(LOOK_UP_EVERY)
        if stopping.is_set():
            raise ShuttingDown
        now, is_ours = monotonic(), True
        if now - renewed > RENEW_EVERY:
            asked = renewed = now
            is_ours = await sync_to_async(queue.renew)(desk.claim)
        elif now - asked > ASK_EVERY:
            asked = now
            is_ours = await sync_to_async(queue.is_held)(desk.claim)
            if await sync_to_async(queue.is_awaited)(desk.claim):
                desk.over = now  # nothing new is begun, so that a place comes free within a request
        if not is_ours:
            raise Lost


def keep_what_was_learned(desk: Desk) -> None:
    for endpoint in desk.run.endpoints:
        gate = desk.engines[endpoint.pk].gate
        if gate.was_narrowed or endpoint.allowance < endpoint.max_in_flight or not endpoint.learned_limit:
            queue.learn_limit(endpoint, gate.share, int(gate.limit), too_many=gate.was_narrowed)


async def keep_writing(desk: Desk, done: asyncio.Event) -> None:
    """Until all is done, and then what is left: a batch that is being written is not broken off and begun anew."""
    while not done.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), WRITE_EVERY)
        await write_down(desk)


async def write_down(desk: Desk) -> None:
    """Store what was answered. It leaves the desk only once it is stored, and storing twice is storing once."""
    trials, answers = list(desk.trials), list(desk.answers)
    if trials or answers:
        await sync_to_async(store)(desk.claim, trials, answers, asked_again=bool(desk.open_trials))
        del desk.trials[: len(trials)], desk.answers[: len(answers)]


@transaction.atomic
def settle(claim: Claim) -> None:
    """Finish the run when every example has its trial, else give it back; then derive what follows."""
    revision = ExampleRevision.objects.locked(claim.run.revision_id)
    if claim.run.trials.settled().count() >= claim.run.sample:
        Run.objects.finish(claim.lease)
    else:
        Run.objects.give_back(claim.lease)
    conclude(revision, Run.objects.for_rows().get(pk=claim.run.pk))


def note_break(claim: Claim, error: Exception) -> None:
    """Leave the run alone for a while after an error that nobody foresaw; once too many came in a row, stop it and say
    why.

    Raises the error when it is the database's, which no run can help: then the lease runs out."""
    cause = the_first(error) if isinstance(error, ExceptionGroup) else error
    if isinstance(cause, DatabaseFault) and not isinstance(cause, DataError | IntegrityError):
        raise error
    logger.error("a slice of run %s broke", claim.run.pk, exc_info=error)
    why = f"an error of this site ({type(cause).__name__}) broke it {MOST_BROKEN} times in a row; the log says more"
    # Not in one transaction: it may be the concluding that breaks, and the run must not be claimed again for that.
    if Run.objects.break_off(claim.lease, why):
        conclude(claim.run.revision, Run.objects.for_rows().get(pk=claim.run.pk))


def the_first(group: BaseExceptionGroup[Caught]) -> Caught:
    error = group.exceptions[0]
    return the_first(error) if isinstance(error, BaseExceptionGroup) else error
