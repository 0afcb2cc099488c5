"""Where ideas lie among each other: their vectors, made in batches whenever a text is new or changed."""

import logging
from collections.abc import Iterable, Sequence

from asgiref.sync import async_to_sync

from evaluations.prototypes.catalogue.servers import server_of
from evaluations.prototypes.engines import Away, Busy, Engine
from evaluations.prototypes.models import OpenModel
from evaluations.prototypes.runs.queue import one_place
from ideas import actions as ideas
from ideas.models import Idea

from .cached_answers import given_up, note_failure
from .health import keep_to_rest

logger = logging.getLogger(__name__)
AT_ONCE = 32  # ideas
LOOKED_AT = 4 * AT_ONCE  # of which some may be left alone for a while
MOST_FAULTY = 3  # texts of a batch; when more fail, it is the server


def embed_ideas() -> int:
    """Give ideas without a vector of their present text one; how many got it."""
    model = OpenModel.objects.of_ideas()
    missing = still_asked(Idea.objects.without_vector()[:LOOKED_AT])[:AT_ONCE] if model else []
    if model is None or not missing:
        return 0
    with one_place(model.endpoint) as has_place:
        return place_ideas(model, missing) if has_place else 0


def still_asked(ideas: Iterable[Idea]) -> list[Idea]:
    """Without those whose present text failed again and again, while the server was up."""
    by_key = {key_of(idea): idea for idea in ideas}
    failed = given_up(by_key)
    return [idea for key, idea in by_key.items() if key not in failed]


def place_ideas(model: OpenModel, missing: Sequence[Idea]) -> int:
    vectors = async_to_sync(vectors_of)(model, [text_of(idea) for idea in missing])
    told = list(zip(missing, vectors, strict=False))  # none at all from a server that is away
    made = [(idea, vector) for idea, vector in told if vector and len(vector) == model.dimensions]
    for idea in {idea for idea, _ in told} - {idea for idea, _ in made}:
        note_failure(key_of(idea))
    for idea, vector in made:
        ideas.set_vector(idea.pk, idea.revision, list(vector), model.digest or model.served_as)
    return len(made)


def key_of(idea: Idea) -> str:
    return f"idea:{idea.pk}:{idea.revision}"


def text_of(idea: Idea) -> str:
    """What an idea is about: the parts whose change makes a new revision."""
    return "\n".join((idea.title, idea.pitch, idea.audience))


async def vectors_of(model: OpenModel, texts: Sequence[str]) -> list[Sequence[float] | None]:
    """In the order of the texts, None for one that failed; none at all while the server is away or rests."""
    try:
        async with Engine(server_of(model.endpoint)) as engine:
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
        if vectors.count(None) > MOST_FAULTY:
            break
    return vectors
