"""Answers examples: each is asked of the fold in which it is held out, and the answer is scored."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from asgiref.sync import sync_to_async

from evaluations.prototypes.catalogue.cached_answers import CachedReply, key_for, look_up, row_of
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.engines import Failure, Request, broken_off, chat_request, streamed
from evaluations.prototypes.models import OpenModel, Outcome
from evaluations.prototypes.recipes.types import Answered, ChatRequest, Fitted

from .context import HeldOutExample, NewRow, Outbox, RunContext, held_out
from .score import ExampleScorer, ScoredAnswer
from .store import trial_row
from .vectors import Vectors

AT_ONCE = 256  # examples that are read, prepared and looked up in the cache at once
OWN_AT_ONCE = 32  # the same where the recipe itself works out the answers meanwhile


@dataclass(frozen=True, slots=True)
class PreparedExample:
    """An example and what its recipe makes of it: an answer of its own, or a request to a chat model. `asked` is None
    if the input could not be embedded."""

    example: HeldOutExample
    asked: Answered | ChatRequest | None
    request: Request | None = None
    key: str = ""
    cached: CachedReply | None = None


Prepared: TypeAlias = "asyncio.Queue[PreparedExample | None]"  # None: there are no more


async def answer_examples(
    context: RunContext, folds: Sequence[Fitted], vectors: Vectors, servers: Servers, outbox: Outbox
) -> None:
    """Put a trial for every remaining example into the outbox, until the deadline. Raises ServerUnavailable.

    Concurrent tasks take prepared examples from a queue that is kept filled, so that none of them waits for the
    database."""
    asker = ExampleAsker(context, folds, vectors, servers, outbox)
    prepared: Prepared = asyncio.Queue(2 * servers.concurrency)
    async with asyncio.TaskGroup() as group:
        group.create_task(asker.fill(prepared))
        for _ in range(servers.concurrency):
            group.create_task(asker.answer_from(prepared))


@dataclass(frozen=True, slots=True)
class ExampleAsker:
    context: RunContext
    folds: Sequence[Fitted]
    vectors: Vectors
    servers: Servers
    outbox: Outbox

    async def fill(self, prepared: Prepared) -> None:
        """Where nobody is asked the first examples are answered even if fitting took the whole slice: else the next
        one would fit again, and get no further."""
        remaining, at_once = deque(self.context.remaining), OWN_AT_ONCE if self.context.asks_nobody else AT_ONCE
        is_first = self.context.asks_nobody
        while remaining and (is_first or not self.context.deadline.is_over):
            keys, is_first = [remaining.popleft() for _ in range(min(at_once, len(remaining)))], False
            for example in await sync_to_async(self.prepare_all)(keys):
                await prepared.put(example)
        for _ in range(self.servers.concurrency):
            await prepared.put(None)

    async def answer_from(self, prepared: Prepared) -> None:
        while (example := await prepared.get()) is not None:
            if self.context.asks_nobody or not self.context.deadline.is_over:
                self.outbox.trials.append(await self.answer(example))

    def prepare_all(self, keys: Sequence[int]) -> list[PreparedExample]:
        """One query reads the examples, another finds which of them the cache has."""
        return self.looked_up(held_out(self.context.revision, keys))

    def looked_up(self, examples: Sequence[HeldOutExample]) -> list[PreparedExample]:
        prepared = [self.prepare(example) for example in examples]
        requests = {each.key: each.request for each in prepared if each.request}
        uses_cache = requests and self.context.uses_cache
        cached = look_up(self.context.run, requests, self.context.paste) if uses_cache else {}
        return [replace(each, cached=cached.get(each.key)) for each in prepared]

    def prepare(self, example: HeldOutExample) -> PreparedExample:
        row = self.vectors.row(example.input, example.expected)
        if self.context.needs_vectors and row.vector is None:
            return PreparedExample(example, None)
        asked = self.folds[example.fold].ask(row)
        if isinstance(asked, Answered):
            return PreparedExample(example, asked)
        model = self.model
        request = request_of(model, asked)
        sent = streamed(request) if model.endpoint.is_slow else request  # the answer is the same, and so is its key
        return PreparedExample(example, asked, sent, key_for(model, request))

    async def answer(self, prepared: PreparedExample) -> NewRow:
        """The trial of this example. Raises ServerUnavailable."""
        example, asked = prepared.example, prepared.asked
        own = self.vectors.for_recipe(example.input)
        scorer = ExampleScorer(self.context.revision, self.vectors, example)
        if not isinstance(asked, ChatRequest):
            scored = await scorer.own_answer(asked, own)
            return trial_row(self.context, example, own, None, scored)
        chat = prepared.cached or await self.ask(prepared)
        scored = await scorer.reply(self.folds[example.fold], asked, chat.reply)
        return trial_row(self.context, example, own, chat, scored)

    async def ask(self, prepared: PreparedExample) -> CachedReply:
        """Raises ServerUnavailable; then, or when the request is cancelled, an open trial keeps the failed attempts."""
        assert prepared.request
        failures: list[Failure] = []
        try:
            reply = await self.servers.ask(self.model, prepared.request, failures)
        except (ServerUnavailable, asyncio.CancelledError):
            if failures:
                chat = CachedReply(broken_off(prepared.request, failures))
                scored = ScoredAnswer(Outcome.ERROR)
                self.outbox.trials.append(trial_row(self.context, prepared.example, None, chat, scored))
            raise
        if reply.may_be_kept:
            self.outbox.answers.append(row_of(self.context.run, prepared.key, reply, self.context.paste))
        return CachedReply(reply)

    @property
    def model(self) -> OpenModel:
        assert self.context.run.model
        return self.context.run.model


def request_of(model: OpenModel, asked: ChatRequest) -> Request:
    schema = asked.schema if model.takes_schema else None  # the prompt names the form, too
    return chat_request(model.served_as, asked.messages, asked.max_tokens, schema, asked.stop)
