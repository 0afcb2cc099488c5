"""How a prototype runs, one slice of work at a time.

1. A run of the lane is claimed, and with it a share of the places at its servers (`queue`).
2. Trials that earlier scorers scored are scored again (`rescore`). Its context is read: which examples are still to
   answer, today's prices (`context`).
3. Its recipe is fitted on the training part of each fold (`fit`), with the vectors that it needs (`vectors`).
4. Concurrent tasks ask the model, one example each at a time (`ask`), and score the answers (`score`), while the lease
   is renewed and trials are written in batches (`store`).
5. The slice ends when everything is answered, when its time is over, when a visitor waits to try a demo, when the site
   shuts down, when the run was stopped, or when a server is away. The run is finished or given back; no stored trial
   is ever repeated.
6. Numbers and answers are derived from the rows (`results.metrics`, `results.answers`).

A worker that dies loses the answers in flight. Its lease runs out, and another worker goes on from the rows. After a
slice that breaks on an error of this site, its run is left alone for a while; the third in a row stops it
(`note_break`).
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

from evaluations.prototypes.catalogue.health import note_unavailable
from evaluations.prototypes.catalogue.places import give_back_places, learn_limit
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.models import ExampleRevision, Lane, Run
from evaluations.prototypes.models.run_queue import MAX_BROKEN
from evaluations.prototypes.results.answers import conclude

from . import queue
from .ask import answer_examples
from .context import Deadline, Outbox, RunContext, context_of
from .fit import fit_folds
from .queue import LeasedRun
from .rescore import rescore
from .store import Lost, keep_fitted, store
from .vectors import Vectors

logger = logging.getLogger(__name__)
Caught = TypeVar("Caught", bound=Exception)
stopping = threading.Event()  # set when the worker shuts down

# Seconds after which a slice begins nothing new. Requests in flight then take a few more, so that a slice stays under
# 15; the quick lane is shorter because votes are tallied there too.
SLICE = {Lane.QUICK: 4.0, Lane.CHAT: 10.0}
RENEW_EVERY, WRITE_EVERY, LOOK_UP_EVERY = 5.0, 0.2, 0.1
# How often to look whether the run was stopped, so that its requests are cancelled within a second, and whether a
# visitor waits.
ASK_EVERY = 0.5


class ShuttingDown(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Ending:
    """How a slice ended, other than by its own time: the run was taken from us, or a server is not available."""

    lost: bool = False
    unavailable: ServerUnavailable | None = None


def work(lane: str) -> bool:
    """One slice of one run of the lane. False when there was nothing to do, or when it broke: then beat retries, so a
    brief outage cannot fail every run at once."""
    leased = queue.claim(lane)
    if leased is None:
        return False
    try:
        carry_out(leased)
    except Exception as error:
        note_break(leased, error)
        return False
    finally:
        give_back_places(leased.lease)
    return True


def carry_out(leased: LeasedRun) -> None:
    rescore(leased.run)
    ending = async_to_sync(one_slice)(leased)
    if ending.unavailable:
        note_unavailable(ending.unavailable)
    if not ending.lost:
        settle(leased)


async def one_slice(leased: LeasedRun) -> Ending:
    deadline, outbox = Deadline(monotonic() + SLICE[Lane(leased.run.lane)]), Outbox()
    context = await sync_to_async(context_of)(leased.run, deadline)
    async with Servers(leased.run.endpoints, leased.places) as servers:
        ending = await answer_while_leased(leased, context, servers, outbox)
        await sync_to_async(keep_learned_limits)(servers)
        try:
            await write(leased, context, outbox)
        except Lost:
            return Ending(lost=True)
    return ending


async def answer_while_leased(leased: LeasedRun, context: RunContext, servers: Servers, outbox: Outbox) -> Ending:
    ending, done = Ending(), asyncio.Event()
    vectors = Vectors(context, servers, outbox)
    try:
        async with asyncio.TaskGroup() as group:
            lease = group.create_task(keep_lease(leased, context.deadline))
            group.create_task(keep_writing(leased, context, outbox, done))
            folds = await fit_folds(context, vectors)
            if folds is not None:
                # Before any trial is stored: whoever downloads the run needs it to understand the answers.
                await sync_to_async(keep_fitted)(leased, folds)
                await answer_examples(context, folds, vectors, servers, outbox)
            done.set()
            lease.cancel()
    except* ShuttingDown:
        pass
    except* ServerUnavailable as group_of_one:
        ending = Ending(unavailable=the_first(group_of_one))
    except* Lost:
        ending = Ending(lost=True)
    return ending


async def keep_lease(leased: LeasedRun, deadline: Deadline) -> None:
    """Renew it while the work goes on. Raises Lost when it is no longer ours, ShuttingDown when the site stops."""
    asked = renewed = monotonic()
    while True:
        await asyncio.sleep(LOOK_UP_EVERY)
        if stopping.is_set():
            raise ShuttingDown
        now, is_ours = monotonic(), True
        if now - renewed > RENEW_EVERY:
            asked = renewed = now
            is_ours = await sync_to_async(queue.renew)(leased)
        elif now - asked > ASK_EVERY:
            asked = now
            is_ours = await sync_to_async(queue.is_held)(leased)
            if await sync_to_async(queue.is_awaited)(leased):
                deadline.at = now  # nothing new is begun, so that a place comes free within a request
        if not is_ours:
            raise Lost


async def keep_writing(leased: LeasedRun, context: RunContext, outbox: Outbox, done: asyncio.Event) -> None:
    """Until all is done, and then the rest: a batch that is being written is never cancelled and begun again."""
    while not done.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), WRITE_EVERY)
        await write(leased, context, outbox)


async def write(leased: LeasedRun, context: RunContext, outbox: Outbox) -> None:
    """Store what the outbox holds. Rows leave it only once they are stored, and storing twice is storing once."""
    trials, answers = list(outbox.trials), list(outbox.answers)
    if trials or answers:
        await sync_to_async(store)(leased, trials, answers, replaces_open=bool(context.open_trials))
        del outbox.trials[: len(trials)], outbox.answers[: len(answers)]


def keep_learned_limits(servers: Servers) -> None:
    for endpoint in servers.endpoints:
        gate = servers.engines[endpoint.pk].gate
        if gate.was_narrowed or endpoint.allowance < endpoint.max_in_flight or not endpoint.learned_limit:
            learn_limit(endpoint, gate.share, int(gate.limit), too_many=gate.was_narrowed)


@transaction.atomic
def settle(leased: LeasedRun) -> None:
    """Finish the run when every example has its trial, else give it back; then derive numbers and answers."""
    revision = ExampleRevision.objects.locked(leased.run.revision_id)
    if leased.run.trials.settled().count() >= leased.run.sample:
        Run.queue.finish(leased.lease)
    else:
        Run.queue.give_back(leased.lease)
    conclude(revision, Run.objects.for_rows().get(pk=leased.run.pk))


def note_break(leased: LeasedRun, error: Exception) -> None:
    """After an unexpected error leave the run alone for a while; after too many in a row stop it and say why.

    Raises the error when it is the database's, which leaving a run alone cannot help: then the lease runs out."""
    cause = the_first(error) if isinstance(error, ExceptionGroup) else error
    if isinstance(cause, DatabaseFault) and not isinstance(cause, DataError | IntegrityError):
        raise error
    logger.error("a slice of run %s broke", leased.run.pk, exc_info=error)
    why = f"an error of this site ({type(cause).__name__}) broke it {MAX_BROKEN} times in a row; the log says more"
    # Not in one transaction: `conclude` itself may break, and even then the run must not be claimed again.
    if Run.queue.break_off(leased.lease, why):
        conclude(leased.run.revision, Run.objects.for_rows().get(pk=leased.run.pk))


def the_first(group: BaseExceptionGroup[Caught]) -> Caught:
    error = group.exceptions[0]
    return the_first(error) if isinstance(error, BaseExceptionGroup) else error
