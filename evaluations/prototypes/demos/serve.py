"""Trying an idea's live demo: from the visitor's text to the answer, piece by piece.

1. The try is counted against the visitor's quota (`quota`) and gets in the line (`line.begin`).
2. When it is its turn it takes a place at every server that the demo asks; workers leave places to the line
   (`line.take_turn`, `catalogue.places`). Until then the visitor asks again and again, and so keeps the place in line.
3. The recipe, fitted on all rows, is in the cache already or is fitted now (`fitted`).
4. The model is asked and its answer handed on as it comes (`Conversation`, `async_bridge`). No database connection is
   held meanwhile.
5. The places are given back and the row records how the try ended (`end`). The text and the answer are in no row and
   no log.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from math import ceil
from time import monotonic

from django.db import connection
from django.db.models.functions import Now

from evaluations.prototypes.catalogue.cached_answers import CachedReply
from evaluations.prototypes.catalogue.health import note_unavailable
from evaluations.prototypes.catalogue.places import give_back_places, keep_places
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.engines import Busy, Reply, Restart
from evaluations.prototypes.models import LEASE, Outcome, Run, Task, Try, TryState
from evaluations.prototypes.recipes.types import Answered, ChatRequest, ExampleRow, Fitted, Unreadable
from evaluations.prototypes.results.highlight import best_passage
from evaluations.prototypes.runs.ask import request_of
from evaluations.prototypes.runs.context import Deadline, Outbox, RunContext, prices_of
from evaluations.prototypes.runs.score import not_embedded
from evaluations.prototypes.runs.store import spending
from evaluations.prototypes.runs.vectors import Vectors

from .async_bridge import Beat, stepped
from .fitted import fitted_for
from .line import RESTING

BEAT = 1.0  # seconds; a visitor who has left is noticed at the next sign of life that cannot be sent
MAX_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that a search ranked, and its passage that best matches the search."""

    name: str
    passage: str


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of a try, for its visitor alone. Milliseconds are as the visitor waited for them.

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
    documents: Sequence[FoundDocument] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer; `why` in words. `wait` as in DemoAway."""

    why: str
    wait: int | None = None


DemoEvent = str | Restart | Tried | Failed | Beat


def answer(attempt: Try, text: str) -> Iterator[DemoEvent]:
    """The answer in pieces, a Restart when they are withdrawn, and at last Tried or Failed. The try has its turn.

    Closing it early frees the model and the places at once."""
    began = monotonic()
    last: DemoEvent | None = None
    try:
        for last in events_of(attempt, text):
            yield last
    except ServerUnavailable as unavailable:
        note_unavailable(unavailable)
        last = failure_of(unavailable)
        yield last
    finally:
        end(attempt, last, monotonic() - began)


def failure_of(unavailable: ServerUnavailable) -> Failed:
    if isinstance(unavailable.cause, Busy):
        seconds = ceil(unavailable.cause.wait)
        return Failed(RESTING.format(seconds), seconds)
    return Failed(f"Its model cannot be asked now: {unavailable}. What you typed is still here.")


def events_of(attempt: Try, text: str) -> Iterator[DemoEvent]:
    """Raises ServerUnavailable."""
    run = attempt.run
    context = RunContext(run, Deadline(monotonic() + MAX_SECONDS), prices_of(run))
    servers = Servers(run.endpoints, {endpoint.pk: 1 for endpoint in run.endpoints})
    fitted = fitted_for(context, servers)
    if fitted is None:
        yield Failed("Its model is still reading the author's examples. Try again in a minute.")
        return
    let_go_of_the_database()
    renewed = monotonic()
    for event in stepped(Conversation(context, servers, fitted, text).events(), BEAT):
        yield with_documents(run, event, text) if isinstance(event, Tried) else event
        if monotonic() - renewed > LEASE.total_seconds() / 3:
            renewed = monotonic()
            keep_turn(attempt)


def let_go_of_the_database() -> None:
    """While a model thinks, another request can use the connection."""
    if not connection.in_atomic_block:
        connection.close()


def keep_turn(attempt: Try) -> None:
    keep_places(attempt.ticket)
    Try.objects.filter(pk=attempt.pk).update(until=Now() + LEASE)
    let_go_of_the_database()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One try: the text is embedded if the recipe needs it, the recipe says what to ask, and the answer is read."""

    context: RunContext
    servers: Servers
    fitted: Fitted
    text: str
    began: float = field(default_factory=monotonic)

    async def events(self) -> AsyncGenerator[str | Restart | Tried | Failed]:
        """Raises ServerUnavailable."""
        try:
            async with self.servers, asyncio.timeout(MAX_SECONDS):
                own = await self.embed()
                if own and not own.reply.vector:
                    yield self.without_vector(own.reply)
                    return
                asked = self.fitted.ask(ExampleRow(self.text, "", own.reply.vector if own else None))
                if isinstance(asked, Answered):
                    yield self.result(own, None, Outcome.ANSWERED, asked.answer, asked.note)
                    return
                async with aclosing(self.chat(own, asked)) as events:
                    async for event in events:
                        yield event
        except TimeoutError:
            yield Failed(f"There was no whole answer within {MAX_SECONDS:.0f} seconds. Try again with less text.")

    async def embed(self) -> CachedReply | None:
        """None if the recipe needs no vector."""
        embedder = self.context.run.embedder
        if not self.context.needs_vectors or embedder is None:
            return None
        return await Vectors(self.context, self.servers, Outbox()).embed(embedder, self.text)

    def without_vector(self, embedding: Reply) -> Tried | Failed:
        scored = not_embedded(self.context.revision, embedding)
        if scored.outcome == Outcome.ERROR:
            return Failed(scored.note)
        return Tried(scored.outcome, note=scored.note, total_ms=self.milliseconds())

    async def chat(self, own: CachedReply | None, asked: ChatRequest) -> AsyncGenerator[str | Restart | Tried | Failed]:
        model, first = self.context.run.model, None
        assert model
        async with aclosing(self.servers.chat_stream(model, request_of(model, asked))) as pieces:
            async for piece in pieces:
                first = None if isinstance(piece, Restart) else first or self.milliseconds()
                yield self.read(own, asked, piece, first) if isinstance(piece, Reply) else piece

    def read(self, own: CachedReply | None, asked: ChatRequest, reply: Reply, first: float | None) -> Tried | Failed:
        if reply.outcome == "error":
            what = "The answer broke off" if reply.text else "The model gave no answer"
            return Failed(f"{what}: {reply.last_failure}.")
        outcome, answer, note = Outcome(reply.outcome), reply.text, asked.note
        if outcome == Outcome.ANSWERED:
            found = self.fitted.read(reply.text, asked)
            if isinstance(found, Unreadable):
                outcome, note = Outcome.INVALID, f"{found.why} {note}".strip()
            else:
                answer = found
        return replace(self.result(own, CachedReply(reply), outcome, answer, note), first_token_ms=first)

    def result(
        self, own: CachedReply | None, chat: CachedReply | None, outcome: Outcome, answer: str, note: str
    ) -> Tried:
        """Token counts are of the chat model if there is one, else of the embedding; the cost is of both, as in a
        trial."""
        main = chat or own
        return Tried(
            outcome,
            answer,
            chat.reply.text if chat else "",
            note,
            total_ms=self.milliseconds(),
            input_tokens=main.reply.input_tokens if main else None,
            output_tokens=main.reply.output_tokens if main else None,
            usd=spending(self.context, own, chat)["usd"] if main else None,
        )

    def milliseconds(self) -> float:
        return (monotonic() - self.began) * 1_000


def with_documents(run: Run, result: Tried, text: str) -> Tried:
    if run.revision.task != Task.SEARCH or result.outcome != Outcome.ANSWERED:
        return result
    texts = dict(run.revision.documents.values_list("name", "text"))
    names = [name for name in result.answer.splitlines() if name in texts]
    return replace(result, documents=[FoundDocument(name, best_passage(texts[name], text)) for name in names])


def end(attempt: Try, last: DemoEvent | None, seconds: float) -> None:
    """A last event that is no result means that the visitor left."""
    give_back_places(attempt.ticket)
    result = last if isinstance(last, Tried) else Tried(Outcome.ERROR)
    state = TryState(result.outcome) if isinstance(last, Tried | Failed) else TryState.LEFT
    counts = {"input_tokens": result.input_tokens, "output_tokens": result.output_tokens}
    Try.objects.filter(pk=attempt.pk).update(state=state, until=Now(), seconds=seconds, **counts)
