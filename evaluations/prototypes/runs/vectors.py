"""The vectors that a slice needs, from the cache or from the embedding model.

Texts go in batches, each with its share of the time that the batch took. If the embedding is all that is asked for an
example, the first texts of a run have a request of their own: that request is the trial, and its time is the time of
the task.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.db.models import QuerySet

from evaluations.prototypes.catalogue.cached_answers import (
    CachedReply,
    given_up,
    key_for,
    look_up,
    note_failure,
    row_of,
)
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.engines import Away, Reply, Request, embedding_request
from evaluations.prototypes.models import Example, OpenModel
from evaluations.prototypes.recipes.types import ExampleRow, Passage

from .context import Outbox, RunContext

GIVEN_UP = "it failed in the last slices, while other texts were embedded, and is not asked for again for a while"
YES = "yes"  # a text that any embedding model takes
TIMED = 60  # examples of a run whose time is taken; a median needs no more, and batches take a fraction of it
BATCH = 16  # texts in one request: about half a second of two cores


def texts_to_embed(context: RunContext) -> list[str]:
    """All inputs if the recipe looks for neighbours; expected outputs if answers are compared by meaning."""
    expected = remaining(context).values_list("expected", flat=True) if context.scores_by_meaning else ()
    return list(dict.fromkeys([*inputs_of(context), *expected]))


def inputs_of(context: RunContext) -> list[str]:
    """All inputs if the recipe looks for neighbours, else none."""
    examples = context.revision.examples.order_by("turn")
    return list(examples.values_list("input", flat=True)) if context.needs_vectors else []


def texts_to_time(context: RunContext) -> set[str]:
    """Inputs whose embedding is the trial: enough of them for a median of the time that one takes."""
    if context.run.model != context.run.embedder:
        return set()
    return set(remaining(context).filter(turn__lt=TIMED).values_list("input", flat=True))


def remaining(context: RunContext) -> QuerySet[Example]:
    """The examples that are still to be answered."""
    return context.revision.examples.filter(pk__in=context.remaining).order_by("turn")


def batches(texts: Sequence[str], alone: Collection[str]) -> list[Sequence[str]]:
    together = [text for text in texts if text not in alone]
    return [
        *(together[start : start + BATCH] for start in range(0, len(together), BATCH)),
        *([text] for text in texts if text in alone),
    ]


class Vectors:
    """The vectors of one slice by text: those that are known, and the way to the others.

    `embedder`: None if the run needs no vector. New ones go into the outbox, for the cache."""

    def __init__(self, context: RunContext, servers: Servers, outbox: Outbox) -> None:
        self.context, self.servers, self.outbox = context, servers, outbox
        self.embedder = context.run.embedder
        self.known: dict[str, CachedReply] = {}

    def for_recipe(self, text: str) -> CachedReply | None:
        """The embedding of an input or a passage; None if it is not known, or the recipe looks for no neighbours."""
        return self.known.get(text) if self.context.needs_vectors else None

    def row(self, given: str, expected: str) -> ExampleRow:
        """The example as its recipe sees it."""
        embedded = self.for_recipe(given)
        return ExampleRow(given, expected, embedded.reply.vector if embedded else None)

    def passage(self, passage: Passage) -> Passage:
        embedded = self.for_recipe(passage.searched)
        return replace(passage, vector=embedded.reply.vector) if embedded else passage

    async def complete(self, texts: Iterable[str], alone: Collection[str] = ()) -> bool:
        """Get to know the vectors of the texts, and of the passages if the recipe looks for neighbours. False when the
        deadline came first: what was embedded is kept, so the next slice goes on from there.

        `alone`: texts that have a request of their own. Raises ServerUnavailable."""
        if self.embedder is None:
            return True
        searched = [passage.searched for passage in self.context.passages] if self.context.needs_vectors else []
        missing = await self.find_missing(self.embedder, dict.fromkeys([*searched, *texts]))
        queue = deque(batches(missing, alone))
        async with asyncio.TaskGroup() as group:
            for _ in range(self.servers.places[self.embedder.endpoint_id]):
                group.create_task(self.embed_batches(self.embedder, queue))
        return not queue

    async def find_missing(self, embedder: OpenModel, texts: Iterable[str]) -> list[str]:
        """The texts whose vector is not in the cache; the vectors of the others are known from here on."""
        keys = {text: key_for(embedder, embedding_request(embedder.served_as, text)) for text in texts}
        requests = {key: embedding_request(embedder.served_as, text) for text, key in keys.items()}
        cached = await sync_to_async(self.look_up)(requests) if self.context.uses_cache else {}
        self.known |= {text: cached[key] for text, key in keys.items() if key in cached}
        return [text for text, key in keys.items() if key not in cached]

    def look_up(self, requests: Mapping[str, Request]) -> dict[str, CachedReply]:
        """What the cache has, and an error for each text that was given up."""
        cached = look_up(self.context.run, requests, self.context.paste)
        failure = {"status": None, "what": GIVEN_UP}
        lost = given_up(requests.keys() - cached.keys())
        errors = {key: Reply("error", requests[key], attempt=0, failures=[failure]) for key in lost}
        return cached | {key: CachedReply(reply) for key, reply in errors.items()}

    async def embed_batches(self, embedder: OpenModel, queue: deque[Sequence[str]]) -> None:
        while queue and not self.context.deadline.is_over:
            batch = queue.popleft()
            if len(batch) == 1:
                await self.embed_alone(embedder, batch[0])
            else:
                await self.embed_batch(embedder, batch)

    async def embed_batch(self, embedder: OpenModel, texts: Sequence[str]) -> None:
        replies = await self.servers.embed_batch(embedder, texts)
        for text, reply in zip(texts, replies, strict=True):
            if reply.outcome == "answered":
                self.keep(embedder, text, reply)
            else:  # one text of the batch may be at fault
                await self.embed_alone(embedder, text)

    async def embed_alone(self, embedder: OpenModel, text: str) -> None:
        embedded = await self.embed(embedder, text)
        if embedded.reply.may_pass:
            await sync_to_async(note_failure)(key_for(embedder, embedded.reply.request))

    async def embed(self, embedder: OpenModel, text: str) -> CachedReply:
        """The text's vector, asked for unless it is known; a reply without a vector if the model cannot embed this
        text. Raises ServerUnavailable if it can embed no text."""
        if text in self.known:
            return self.known[text]
        request = embedding_request(embedder.served_as, text)
        reply = await self.servers.ask(embedder, request)
        if reply.outcome == "error":
            other = await self.servers.ask(embedder, embedding_request(embedder.served_as, YES))
            if other.outcome == "error":
                cause = Away(f"could not embed a text: {reply.last_failure}")
                raise ServerUnavailable(embedder.endpoint, cause)
            reply = await self.servers.ask(embedder, request) if reply.may_pass else reply
        return self.keep(embedder, text, reply)

    def keep(self, embedder: OpenModel, text: str, reply: Reply) -> CachedReply:
        key = key_for(embedder, embedding_request(embedder.served_as, text))  # not of the request sent, if it was cut
        if reply.may_be_kept:
            self.outbox.answers.append(row_of(self.context.run, key, reply, self.context.paste))
        embedded = self.known[text] = CachedReply(reply)
        return embedded
