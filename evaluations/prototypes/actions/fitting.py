"""Fitting a recipe: for each fold on the rows outside it, with the vectors it needs.

An example's text is embedded by a request of its own and not in a batch, because for a recipe that asks no chat model
this request is the trial: what it took is what the task takes. The passages of documents are embedded in batches: they
are looked up again for every question, and no task pays for them.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from asgiref.sync import sync_to_async

from evaluations.prototypes.engines import Away, Busy, Reply, Request, embedding_request
from evaluations.prototypes.models import Example, OpenModel
from evaluations.prototypes.recipes.types import (
    CONTEXT_TOKENS,
    Answered,
    ChatRequest,
    Fitted,
    Passage,
    Row,
    Setting,
)

from .caching import given_up, key_for, look_up, note_failure, row_of
from .desk import Desk, Kept, Troubled, last_of

NOTHING = "None of the author's other texts could be embedded, so there was nothing to learn from."
GIVEN_UP = "it failed in the last slices, while other texts were embedded, and is not asked for again for a while"
YES = "yes"  # a text that any embedding model takes
BATCH = 16  # passages in one request: about half a second of two cores


@dataclass(frozen=True, slots=True)
class Unfitted:
    """Stands where there is nothing to fit a recipe on: it has no answer, and its trials say why."""

    def summary(self) -> dict[str, Any]:
        return {"method": "none", "why": NOTHING}

    def ask(self, row: Row) -> Answered:
        return Answered("", NOTHING)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


async def fit_folds(desk: Desk) -> bool:
    """Fit every fold; False when the slice's time was over before all vectors were there."""
    if not await all_there(desk, texts_for(desk)):
        return False
    desk.folds = await asyncio.to_thread(fit, desk)
    return True


async def fit_whole(desk: Desk) -> Fitted | None:
    """The recipe fitted on every row, as a demo may be; None when the time was over before. Raises Troubled."""
    if not await all_there(desk, [example.input for example in desk.examples] if desk.needs_vectors else []):
        return None
    usable = [row for _, row in usable_rows(desk)]
    return await asyncio.to_thread(fit_on, desk, usable, setting_of(desk))


def fit(desk: Desk) -> list[Fitted]:
    usable, setting = usable_rows(desk), setting_of(desk)
    return [
        fit_on(desk, [row for fold, row in usable if fold != held_out], setting)
        for held_out in range(desk.revision.folds)
    ]


def fit_on(desk: Desk, training: Sequence[Row], setting: Setting) -> Fitted:
    searches_nothing = desk.needs_vectors and setting.passages and not any(each.vector for each in setting.passages)
    if not training or searches_nothing:
        return Unfitted()
    return desk.recipe.fit(desk.revision.task, training, setting)


def usable_rows(desk: Desk) -> list[tuple[int, Row]]:
    """With their folds, all that are not too long to embed."""
    rows = [(example.fold, row_for(desk, example)) for example in desk.examples]
    return [(fold, row) for fold, row in rows if row.vector or not desk.needs_vectors]


def setting_of(desk: Desk) -> Setting:
    run, revision = desk.run, desk.revision
    room = run.model.room_tokens if run.model else CONTEXT_TOKENS
    passages = [with_vector(desk, passage) for passage in desk.passages]
    return Setting(room, passages, revision.schema, run.instruction)


def with_vector(desk: Desk, passage: Passage) -> Passage:
    kept = desk.vectors.get(passage.searched) if desk.needs_vectors else None
    return replace(passage, vector=kept.reply.vector) if kept else passage


def row_for(desk: Desk, example: Example) -> Row:
    kept = desk.vectors.get(example.input) if desk.needs_vectors else None
    return Row(example.input, example.expected, kept.reply.vector if kept else None)


def texts_for(desk: Desk) -> list[str]:
    """All inputs where the recipe looks for neighbours; what is expected where answers are compared by meaning."""
    inputs = [example.input for example in desk.examples] if desk.needs_vectors else []
    expected = [example.expected for example in desk.left] if desk.scores_by_meaning else []
    return list(dict.fromkeys(inputs + expected))


async def all_there(desk: Desk, texts: Iterable[str]) -> bool:
    """Have the vectors of the passages, where the recipe looks for neighbours, and of the texts on the desk; False when
    the time was over before. Raises Troubled."""
    embedder = desk.run.embedder
    if embedder is None:
        return True
    searched = [passage.searched for passage in desk.passages] if desk.needs_vectors else []
    return await all_in_batches(desk, embedder, searched) and await all_embedded(desk, embedder, texts)


async def all_embedded(desk: Desk, embedder: OpenModel, texts: Iterable[str]) -> bool:
    """Have the vector of every text on the desk, each by a request of its own; False when the time was over before."""
    missing = deque(await missing_of(desk, embedder, texts))
    async with asyncio.TaskGroup() as group:
        for _ in range(desk.places(embedder.endpoint)):
            group.create_task(embed_texts(desk, embedder, missing))
    return not missing


async def all_in_batches(desk: Desk, embedder: OpenModel, texts: Iterable[str]) -> bool:
    """The same, many in each request. What was embedded is kept, so the next slice goes on from there."""
    missing = await missing_of(desk, embedder, texts)
    for start in range(0, len(missing), BATCH):
        if desk.is_over:
            return False
        await embed_batch(desk, embedder, missing[start : start + BATCH])
    return True


async def missing_of(desk: Desk, embedder: OpenModel, texts: Iterable[str]) -> list[str]:
    """Those whose vector the cache does not have; the others are on the desk then."""
    keys = {text: key_for(embedder, embedding_request(embedder.served_as, text)) for text in texts}
    requests = {key: embedding_request(embedder.served_as, text) for text, key in keys.items()}
    known = {} if desk.past_cache else await sync_to_async(known_of)(desk, requests)
    desk.vectors |= {text: known[key] for text, key in keys.items() if key in known}
    return [text for text, key in keys.items() if key not in known]


def known_of(desk: Desk, requests: Mapping[str, Request]) -> dict[str, Kept]:
    """What is kept, and an error for what was given up."""
    kept = look_up(desk.run, requests)
    failure = {"status": None, "what": GIVEN_UP}
    lost = given_up(requests.keys() - kept.keys())
    return kept | {key: Kept(Reply("error", requests[key], attempt=0, failures=[failure])) for key in lost}


async def embed_batch(desk: Desk, embedder: OpenModel, texts: Sequence[str]) -> None:
    try:
        engine = desk.engines[embedder.endpoint_id]
        vectors = await engine.embed_many(embedder.served_as, texts, embedder.context_tokens)
    except (Away, Busy) as cause:
        raise Troubled(embedder.endpoint, cause) from cause
    for text, vector in zip(texts, vectors, strict=True):
        if vector is None:  # the batch failed: one text of it may be at fault
            await embed_alone(desk, embedder, text)
        else:
            keep(desk, embedder, text, Reply("answered", embedding_request(embedder.served_as, text), vector=vector))


async def embed_texts(desk: Desk, embedder: OpenModel, missing: deque[str]) -> None:
    while missing and not desk.is_over:
        await embed_alone(desk, embedder, missing.popleft())


async def embed_alone(desk: Desk, embedder: OpenModel, text: str) -> None:
    kept = await embed(desk, embedder, text)
    if kept.reply.may_pass:
        await sync_to_async(note_failure)(key_for(embedder, kept.reply.request))


async def embed(desk: Desk, embedder: OpenModel, text: str) -> Kept:
    """The text's vector, from the desk or the model; a reply without one when it is this text that the model cannot
    embed. Raises Troubled when it is every text."""
    if text in desk.vectors:
        return desk.vectors[text]
    request = embedding_request(embedder.served_as, text)
    reply = await desk.ask(embedder, request)
    if reply.outcome == "error":
        other = await desk.ask(embedder, embedding_request(embedder.served_as, YES))
        if other.outcome == "error":
            raise Troubled(embedder.endpoint, Away(f"could not embed a text: {last_of(reply)}"))
        reply = await desk.ask(embedder, request) if reply.may_pass else reply
    return keep(desk, embedder, text, reply)


def keep(desk: Desk, embedder: OpenModel, text: str, reply: Reply) -> Kept:
    key = key_for(embedder, embedding_request(embedder.served_as, text))  # not of what was sent, which may be cut
    if reply.may_be_kept:
        desk.answers.append(row_of(desk.run, key, reply))
    kept = desk.vectors[text] = Kept(reply)
    return kept
