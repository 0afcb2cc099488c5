"""Where a text lies among the ideas: the vector of a query, at once or not at all."""

import asyncio
import logging

from asgiref.sync import async_to_sync

from evaluations.prototypes.catalogue.health import keep_to_rest
from evaluations.prototypes.catalogue.servers import server_of
from evaluations.prototypes.engines import ONCE, Away, Busy, Engine, embedding_request
from evaluations.prototypes.models import EndpointState, OpenModel
from evaluations.prototypes.runs.queue import one_place

logger = logging.getLogger(__name__)
PATIENCE = 1.5  # seconds that a reader waits before the search goes on by words alone


def embed_query(text: str) -> list[float] | None:
    """The vector of the text (384 numbers), or None when the embedding model has no place for it now or does not answer
    within 1.5 s."""
    model = OpenModel.objects.of_ideas()
    if model is None or not text.strip() or model.endpoint.state in (EndpointState.DOWN, EndpointState.LOADING):
        return None
    with one_place(model.endpoint) as has_place:
        return async_to_sync(vector_at_once)(model, text) if has_place else None


async def vector_at_once(model: OpenModel, text: str) -> list[float] | None:
    try:
        async with asyncio.timeout(PATIENCE), Engine(server_of(model.endpoint), patience=ONCE) as engine:
            reply = await engine.embed(embedding_request(model.served_as, text), model.context_tokens)
    except (Away, Busy, TimeoutError) as error:
        logger.info("no vector for a search: %s", error or "it took too long")
        await keep_to_rest(model.endpoint, error)
        return None
    return list(reply.vector) if reply.vector and len(reply.vector) == model.dimensions else None
