"""Trying an idea's live demo: from what a visitor typed to the answer, piece by piece.

1. The try is counted against what its visitor may do (`allowing`) and gets in the line (`begin`).
2. When it is its turn it takes a place at every server that the demo asks; workers leave places to the line
   (`take_turn`, `claiming`). Until then its visitor asks again and again, and thereby keeps the place in the line.
3. The recipe, fitted on all rows, is there already or is fitted now (`demos`).
4. The model is asked and its answer handed on as it comes. Nothing of the database is held meanwhile (`answer`).
5. The places are given back and the row says how it ended. What was typed and answered is in no row and no log.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from evaluations.prototypes.catalogue.health import note_trouble
from evaluations.prototypes.demos.highlight import best_passage
from evaluations.prototypes.engines import Away, Busy, Reply, Restart, chat_request
from evaluations.prototypes.models import LEASE, Outcome, Run, Share, Task, Try, TryState, Visitor
from evaluations.prototypes.models.tries import WAITS
from evaluations.prototypes.recipes.types import Answered, ChatRequest, ExampleRow, Fitted, Unreadable
from evaluations.prototypes.runs import queue
from evaluations.prototypes.runs.context import Desk, Kept, Troubled, last_of
from evaluations.prototypes.runs.queue import Claim
from evaluations.prototypes.runs.score import without_vector
from evaluations.prototypes.runs.trial_rows import paid
from evaluations.prototypes.runs.vectors import embed

from .async_bridge import Beat, stepped
from .fitted import fitted_for
from .quota import LONGEST_LINE, TooManyTries, check_tries

BEAT = 1.0  # seconds; a visitor who has left is noticed at the next sign of life that cannot be sent
MOST_SECONDS = 90.0
LOOK_EVERY = 0.1
RESTING = "Its model is resting. Try again in {} s. What you typed is still here."


class DemoAway(Exception):
    """The demo cannot be asked now; the message says why. `wait`: the seconds until it can, where they are known."""

    def __init__(self, why: str, wait: int | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a search ranked, and its passage that speaks most of what was searched."""

    name: str
    passage: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a try, for its visitor's eyes alone. Milliseconds are as the visitor waited for them.

    `documents`: of `search` alone, best first."""

    outcome: Outcome
    answer: str = ""
    raw: str = ""
    note: str = ""
    first_token_ms: float | None = None
    total_ms: float = 0.0
    input_tokens: int | None = None
    output_tokens: int | None = None
    usd: float | None = None
    documents: Sequence[Found] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer; `why` in words. `wait` as in DemoAway."""

    why: str
    wait: int | None = None


Event = str | Restart | Tried | Failed | Beat


def begin(demo: Run, visitor: Visitor, ticket: UUID | None = None) -> Try:
    """The try that waits under this ticket, else a new one. Raises TooManyTries, DemoAway."""
    check_rest(demo)
    waiting = Try.objects.waiting().of(visitor).filter(ticket=ticket, run=demo).first() if ticket else None
    attempt = waiting or get_in_line(demo, visitor)
    attempt.run = demo
    return attempt


def check_rest(demo: Run) -> None:
    """Raises DemoAway, also for who waits in line already: nobody gets a place while a server rests."""
    for endpoint in demo.endpoints:
        if seconds := endpoint.rests_for:
            raise DemoAway(RESTING.format(seconds), seconds)


@transaction.atomic
def get_in_line(demo: Run, visitor: Visitor) -> Try:
    for endpoint in demo.endpoints:
        if endpoint.absence:
            raise DemoAway(f"Its model cannot be asked now: {endpoint.absence}. What you typed is still here.")
    check_tries(visitor)
    if Try.objects.waiting().at(demo.endpoints).count() >= LONGEST_LINE:
        raise TooManyTries(f"{LONGEST_LINE} people are waiting for this model already. Come back in a few minutes.")
    return Try.objects.create(
        idea_id=demo.revision.idea_id, run=demo, person=visitor.person, address=visitor.address, until=Now() + WAITS
    )


def get_turn(attempt: Try, patience: float = 0.0, keep: timedelta = WAITS) -> bool:
    """Whether the try has its places now, or within `patience` seconds; if not, its place in the line is kept for
    so long as `keep` says."""
    until = monotonic() + patience
    while not take_turn(attempt, keep):
        if monotonic() >= until:
            return False
        time.sleep(LOOK_EVERY)
    return True


@transaction.atomic
def take_turn(attempt: Try, keep: timedelta) -> bool:
    """One place at each server, when there is one for everybody who came earlier as well."""
    earlier = Try.objects.waiting().before(attempt)
    if not Try.objects.keep_place(attempt, keep):
        return False  # taken by another window of the same visitor
    if Try.objects.answering().count() >= settings.TRIES_AT_ONCE:
        return False
    if queue.take_places(attempt.run.endpoints, attempt.ticket, 1, in_line=earlier) is None:
        return False
    return bool(Try.objects.filter(pk=attempt.pk).update(state=TryState.ANSWERING, until=Now() + LEASE))


def people_ahead(attempt: Try) -> int:
    return Try.objects.waiting().at(attempt.run.endpoints).before(attempt).count()


def answer(attempt: Try, text: str) -> Iterator[Event]:
    """The answer in pieces, a Restart where they are taken back, and at last Tried or Failed. The try has its turn.

    Closing it early frees the model and the places at once."""
    began = monotonic()
    last: Event | None = None
    try:
        for last in asked(attempt, text):
            yield last
    except Troubled as trouble:
        note_trouble(trouble)
        last = cannot_be_asked(trouble)
        yield last
    finally:
        end(attempt, last, monotonic() - began)


def cannot_be_asked(trouble: Troubled) -> Failed:
    if isinstance(trouble.cause, Busy):
        return Failed(RESTING.format(seconds := ceil(trouble.cause.wait)), seconds)
    return Failed(f"Its model cannot be asked now: {trouble}. What you typed is still here.")


def asked(attempt: Try, text: str) -> Iterator[Event]:
    """Raises Troubled."""
    desk = desk_for(attempt)
    fitted = fitted_for(desk)
    if fitted is None:
        yield Failed("Its model is still reading the author's examples. Try again in a minute.")
        return
    let_go_of_the_database()
    renewed = monotonic()
    for event in stepped(conversation(desk, fitted, text), BEAT):
        yield with_documents(attempt.run, event, text) if isinstance(event, Tried) else event
        if monotonic() - renewed > LEASE.total_seconds() / 3:
            renewed = monotonic()
            keep_places(attempt)


def with_documents(run: Run, told: Tried, text: str) -> Tried:
    if run.revision.task != Task.SEARCH or told.outcome != Outcome.ANSWERED:
        return told
    texts = dict(run.revision.documents.values_list("name", "text"))
    names = [name for name in told.answer.splitlines() if name in texts]
    return replace(told, documents=[Found(name, best_passage(texts[name], text)) for name in names])


def desk_for(attempt: Try) -> Desk:
    """As for a slice of work, but with nothing to store."""
    run = attempt.run
    places = {endpoint.pk: 1 for endpoint in run.endpoints}
    prices = {model.pk: model.price() for model in (run.model, run.embedder) if model}
    return Desk(Claim(run, attempt.ticket, places), deque(), prices, monotonic() + MOST_SECONDS)


def let_go_of_the_database() -> None:
    """While a model thinks, somebody else can use the connection."""
    if not connection.in_atomic_block:
        connection.close()


def keep_places(attempt: Try) -> None:
    until = Now() + LEASE
    Share.objects.filter(holder=attempt.ticket).update(until=until)
    Try.objects.filter(pk=attempt.pk).update(until=until)
    let_go_of_the_database()


async def conversation(desk: Desk, fitted: Fitted, text: str) -> AsyncGenerator[str | Restart | Tried | Failed]:
    """The text is embedded where the recipe needs it, the recipe says what to ask, and the answer is read.

    Raises Troubled."""
    began = monotonic()
    try:
        async with desk, asyncio.timeout(MOST_SECONDS):
            own = await embed(desk, desk.run.embedder, text) if desk.needs_vectors and desk.run.embedder else None
            if own and not own.reply.vector:
                why = without_vector(desk, own.reply)
                failed = why.outcome == Outcome.ERROR
                yield Failed(why.note) if failed else Tried(why.outcome, note=why.note, total_ms=since(began))
                return
            question = fitted.ask(ExampleRow(text, "", own.reply.vector if own else None))
            if isinstance(question, Answered):
                yield tried(desk, began, own, None, Outcome.ANSWERED, question.answer, question.note)
                return
            first: float | None = None
            async with aclosing(pieces_of(desk, question)) as pieces:
                async for piece in pieces:
                    first = None if isinstance(piece, Restart) else first or since(began)
                    yield heard(desk, began, own, fitted, question, piece, first) if isinstance(piece, Reply) else piece
    except TimeoutError:
        yield Failed(f"There was no whole answer within {MOST_SECONDS:.0f} seconds. Try again with less text.")


async def pieces_of(desk: Desk, question: ChatRequest) -> AsyncGenerator[str | Restart | Reply]:
    """Raises Troubled."""
    model = desk.run.model
    assert model
    schema = question.schema if model.takes_schema else None
    request = chat_request(model.served_as, question.messages, question.max_tokens, schema, question.stop)
    try:
        async with aclosing(desk.engines[model.endpoint_id].chat_stream(request)) as pieces:
            async for piece in pieces:
                yield piece
    except (Away, Busy) as cause:
        raise Troubled(model.endpoint, cause) from cause


def heard(
    desk: Desk, began: float, own: Kept | None, fitted: Fitted, question: ChatRequest, reply: Reply, first: float | None
) -> Tried | Failed:
    if reply.outcome == "error":
        return Failed(f"{'The answer broke off' if reply.text else 'The model gave no answer'}: {last_of(reply)}.")
    outcome, read, note = Outcome(reply.outcome), reply.text, question.note
    if outcome == Outcome.ANSWERED:
        found = fitted.read(reply.text, question)
        if isinstance(found, Unreadable):
            outcome, note = Outcome.INVALID, f"{found.why} {note}".strip()
        else:
            read = found
    return replace(tried(desk, began, own, Kept(reply), outcome, read, note), first_token_ms=first)


def tried(
    desk: Desk, began: float, own: Kept | None, chat: Kept | None, outcome: Outcome, answer: str, note: str
) -> Tried:
    """Counts are of the chat model where there is one, else of the embedding; the cost is of both, as in a trial."""
    main = chat or own
    return Tried(
        outcome,
        answer,
        chat.reply.text if chat else "",
        note,
        total_ms=since(began),
        input_tokens=main.reply.input_tokens if main else None,
        output_tokens=main.reply.output_tokens if main else None,
        usd=paid(desk, own, chat)["usd"] if main else None,
    )


def since(began: float) -> float:
    return (monotonic() - began) * 1_000


def end(attempt: Try, last: Event | None, seconds: float) -> None:
    queue.give_back_places(attempt.ticket)
    told = last if isinstance(last, Tried) else Tried(Outcome.ERROR)
    state = TryState(told.outcome) if isinstance(last, Tried | Failed) else TryState.LEFT
    counts = {"input_tokens": told.input_tokens, "output_tokens": told.output_tokens}
    Try.objects.filter(pk=attempt.pk).update(state=state, until=Now(), seconds=seconds, **counts)
