"""The vectors that a slice needs, from the cache or from the embedding model.

Texts go in batches, each with its share of what the batch took. Where the embedding is all that is asked for an
example, the first texts of a run have a request of their own: that request is the trial, and what it took is what the
task takes.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from asgiref.sync import sync_to_async
from django.db.models import QuerySet

from evaluations.prototypes.catalogue.cached_answers import given_up, key_for, look_up, note_failure, row_of
from evaluations.prototypes.engines import Away, Busy, Reply, Request, embedding_request
from evaluations.prototypes.models import Example, OpenModel

from .context import Desk, Kept, Troubled, last_of

GIVEN_UP = "it failed in the last slices, while other texts were embedded, and is not asked for again for a while"
YES = "yes"  # a text that any embedding model takes
TIMED = 60  # examples of a run whose time is taken; a median needs no more, and batches take a fraction of it
BATCH = 16  # texts in one request: about half a second of two cores


def texts_for(desk: Desk) -> list[str]:
    """All inputs where the recipe looks for neighbours; what is expected where answers are compared by meaning."""
    expected = left_of(desk).values_list("expected", flat=True) if desk.scores_by_meaning else ()
    return list(dict.fromkeys([*inputs_of(desk), *expected]))


def inputs_of(desk: Desk) -> list[str]:
    """All, where the recipe looks for neighbours."""
    examples = desk.revision.examples.order_by("turn")
    return list(examples.values_list("input", flat=True)) if desk.needs_vectors else []


def asked_alone(desk: Desk) -> set[str]:
    """Inputs whose embedding is the trial, as many as tell what one takes."""
    if desk.run.model != desk.run.embedder:
        return set()
    return set(left_of(desk).filter(turn__lt=TIMED).values_list("input", flat=True))


def left_of(desk: Desk) -> QuerySet[Example]:
    """The examples that are still to be answered."""
    return desk.revision.examples.filter(pk__in=desk.left).order_by("turn")


async def all_there(desk: Desk, texts: Iterable[str], alone: Collection[str] = ()) -> bool:
    """Have the vectors of the texts, and of the passages where the recipe looks for neighbours, on the desk; False when
    the time was over before: what was embedded is kept, so the next slice goes on from there. Raises Troubled."""
    embedder = desk.run.embedder
    if embedder is None:
        return True
    searched = [passage.searched for passage in desk.passages] if desk.needs_vectors else []
    missing = await missing_of(desk, embedder, dict.fromkeys([*searched, *texts]))
    left = deque(batches(missing, alone))
    async with asyncio.TaskGroup() as group:
        for _ in range(desk.places(embedder.endpoint)):
            group.create_task(embed_batches(desk, embedder, left))
    return not left


def batches(texts: Sequence[str], alone: Collection[str]) -> list[Sequence[str]]:
    together = [text for text in texts if text not in alone]
    return [
        *(together[start : start + BATCH] for start in range(0, len(together), BATCH)),
        *([text] for text in texts if text in alone),
    ]


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


async def embed_batches(desk: Desk, embedder: OpenModel, left: deque[Sequence[str]]) -> None:
    while left and not desk.is_over:
        batch = left.popleft()
        if len(batch) == 1:
            await embed_alone(desk, embedder, batch[0])
        else:
            await embed_batch(desk, embedder, batch)


async def embed_batch(desk: Desk, embedder: OpenModel, texts: Sequence[str]) -> None:
    try:
        engine = desk.engines[embedder.endpoint_id]
        replies = await engine.embed_batch(embedder.served_as, texts, embedder.context_tokens)
    except (Away, Busy) as cause:
        raise Troubled(embedder.endpoint, cause) from cause
    for text, reply in zip(texts, replies, strict=True):
        if reply.outcome == "answered":
            keep(desk, embedder, text, reply)
        else:  # one text of the batch may be at fault
            await embed_alone(desk, embedder, text)


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
