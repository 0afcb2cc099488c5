"""The vectors by which ideas are compared: those of the ideas' texts, and that of a search.

Ideas get theirs in batches, whenever a text is new or has changed. A search gets its vector at once or not at all.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asgiref.sync import async_to_sync

from evaluations.prototypes.engines import ONCE, Away, Busy, Engine, embedding_request
from evaluations.prototypes.models import EndpointState, OpenModel
from ideas import actions as ideas
from ideas.models import Idea

from .cached_answers import given_up, note_failure
from .health import keep_to_rest
from .places import one_place

logger = logging.getLogger(__name__)
AT_ONCE = 32  # ideas
LOOKED_AT = 4 * AT_ONCE  # ideas, of which some may be left alone for a while
MAX_FAULTY = 3  # texts of a batch; when more fail, the server is at fault
PATIENCE = 0.5  # seconds that a reader waits before the search goes on by words alone


@dataclass(frozen=True, slots=True)
class QueryVector:
    """`model`: as `OpenModel.maker_of_vectors`."""

    numbers: list[float]
    model: str


def embed_query(text: str) -> QueryVector | None:
    """The vector of the text, or None when the embedding model has no place for it now or does not answer
    within 0.5 s."""
    model = OpenModel.objects.of_ideas()
    if model is None or not text.strip() or model.endpoint.state in (EndpointState.DOWN, EndpointState.LOADING):
        return None
    with one_place(model.endpoint) as has_place:
        numbers = async_to_sync(vector_at_once)(model, text) if has_place else None
    return QueryVector(numbers, model.maker_of_vectors) if numbers else None


async def vector_at_once(model: OpenModel, text: str) -> list[float] | None:
    try:
        async with asyncio.timeout(PATIENCE), Engine(model.endpoint.as_server, patience=ONCE) as engine:
            reply = await engine.embed(embedding_request(model.served_as, text), model.context_tokens)
    except (Away, Busy, TimeoutError) as error:
        logger.info("no vector for a search: %s", error or "it took too long")
        await keep_to_rest(model.endpoint, error)
        return None
    return list(reply.vector) if reply.vector and len(reply.vector) == model.dimensions else None


def embed_ideas() -> int:
    """Give a vector to ideas that have none of their present text by the present model; how many got one."""
    model = OpenModel.objects.of_ideas()
    if model is None:
        return 0
    missing = not_given_up(model, Idea.objects.without_vector(model.maker_of_vectors)[:LOOKED_AT])[:AT_ONCE]
    if not missing:
        return 0
    with one_place(model.endpoint) as has_place:
        return set_vectors(model, missing) if has_place else 0


def not_given_up(model: OpenModel, ideas: Iterable[Idea]) -> list[Idea]:
    """Without those whose present text failed again and again, while the server was up."""
    by_key = {key_of(model, idea): idea for idea in ideas}
    failed = given_up(by_key)
    return [idea for key, idea in by_key.items() if key not in failed]


def set_vectors(model: OpenModel, missing: Sequence[Idea]) -> int:
    vectors = async_to_sync(vectors_of)(model, [text_of(idea) for idea in missing])
    asked = list(zip(missing, vectors, strict=False))  # empty when the server is away
    made = [(idea, vector) for idea, vector in asked if vector and len(vector) == model.dimensions]
    for idea in {idea for idea, _ in asked} - {idea for idea, _ in made}:
        note_failure(key_of(model, idea))
    for idea, vector in made:
        ideas.set_vector(idea.pk, idea.revision, list(vector), model.maker_of_vectors)
    return len(made)


def key_of(model: OpenModel, idea: Idea) -> str:
    return f"idea:{idea.pk}:{idea.revision}:{model.pk}"


def text_of(idea: Idea) -> str:
    """What an idea is about: the parts whose change makes a new revision."""
    return "\n".join((idea.title, idea.pitch, idea.audience))


async def vectors_of(model: OpenModel, texts: Sequence[str]) -> list[Sequence[float] | None]:
    """In the order of the texts, None for one that failed; an empty list while the server is away or rests."""
    try:
        async with Engine(model.endpoint.as_server) as engine:
            vectors = await engine.embed_many(model.served_as, texts, model.context_tokens)
            return vectors if any(vectors) else await each_alone(engine, model, texts)
    except (Away, Busy) as error:
        logger.info("ideas wait for their vectors: %s %s", model.endpoint, error)
        await keep_to_rest(model.endpoint, error)
        return []


async def each_alone(engine: Engine, model: OpenModel, texts: Sequence[str]) -> list[Sequence[float] | None]:
    """A batch fails when one of its texts does, and the others need not wait for that one. Raises Away and Busy."""
    vectors: list[Sequence[float] | None] = [None] if len(texts) == 1 else []
    for text in texts[len(vectors) :]:
        vectors += await engine.embed_many(model.served_as, [text], model.context_tokens)
        if vectors.count(None) > MAX_FAULTY:
            break
    return vectors
