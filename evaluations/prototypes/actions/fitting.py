"""Fitting a recipe: for each fold on the rows outside it, with the vectors it needs.

A text is embedded by a request of its own and not in a batch, because for a recipe that asks no chat model this
request is the trial: what it took is what the task takes.
"""

import asyncio
from collections import deque
from collections.abc import Iterable

from asgiref.sync import sync_to_async

from evaluations.prototypes.engines import Away, embedding_request
from evaluations.prototypes.models import Example, OpenModel
from evaluations.prototypes.recipes.types import CONTEXT_TOKENS, Fitted, Row, Setting

from .caching import key_for, look_up, row_of
from .desk import Desk, Kept, Troubled, last_of


async def fit_folds(desk: Desk) -> bool:
    """Fit every fold; False when the slice's time was over before all vectors were there."""
    if desk.run.embedder and not await all_embedded(desk, desk.run.embedder, texts_for(desk)):
        return False
    desk.folds = await asyncio.to_thread(fit, desk)
    return True


def fit(desk: Desk) -> list[Fitted]:
    rows = [(example.fold, row_for(desk, example)) for example in desk.examples]
    usable = [(fold, row) for fold, row in rows if row.vector or not desk.needs_vectors]
    setting = setting_of(desk)
    return [
        desk.recipe.fit(desk.revision.task, [row for fold, row in usable if fold != held_out], setting)
        for held_out in range(desk.revision.folds)
    ]


def setting_of(desk: Desk) -> Setting:
    run, revision = desk.run, desk.revision
    room = run.model.context_tokens if run.model else CONTEXT_TOKENS
    return Setting(room, schema=revision.schema, instruction=run.instruction)


def row_for(desk: Desk, example: Example) -> Row:
    kept = desk.vectors.get(example.input) if desk.needs_vectors else None
    return Row(example.input, example.expected, kept.reply.vector if kept else None)


def texts_for(desk: Desk) -> list[str]:
    """All inputs where the recipe looks for neighbours; what is expected where answers are compared by meaning."""
    inputs = [example.input for example in desk.examples] if desk.needs_vectors else []
    expected = [example.expected for example in desk.left] if desk.scores_by_meaning else []
    return list(dict.fromkeys(inputs + expected))


async def all_embedded(desk: Desk, embedder: OpenModel, texts: Iterable[str]) -> bool:
    """Have the vector of every text on the desk; False when the time was over before."""
    keys = {text: key_for(embedder, embedding_request(embedder.served_as, text)) for text in texts}
    requests = {key: embedding_request(embedder.served_as, text) for text, key in keys.items()}
    known = await sync_to_async(look_up)(desk.run, requests)
    desk.vectors |= {text: known[key] for text, key in keys.items() if key in known}
    missing = deque(text for text, key in keys.items() if key not in known)
    async with asyncio.TaskGroup() as group:
        for _ in range(desk.places(embedder.endpoint)):
            group.create_task(embed_texts(desk, embedder, missing))
    return not missing


async def embed_texts(desk: Desk, embedder: OpenModel, missing: deque[str]) -> None:
    while missing and not desk.is_over:
        await embed(desk, embedder, missing.popleft())


async def embed(desk: Desk, embedder: OpenModel, text: str) -> Kept:
    """The text's vector, from the desk or the model. Raises Troubled when the model cannot give one."""
    if text in desk.vectors:
        return desk.vectors[text]
    request = embedding_request(embedder.served_as, text)
    reply = await desk.ask(embedder, request)
    if not reply.may_be_kept:
        raise Troubled(embedder.endpoint, Away(f"could not embed a text: {last_of(reply)}"))
    desk.answers.append(row_of(desk.run, key_for(embedder, request), reply))
    kept = desk.vectors[text] = Kept(reply)
    return kept
