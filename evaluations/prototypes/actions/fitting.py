"""Fitting a recipe: for each fold on the rows outside it, with the vectors it needs (`vectors`)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evaluations.prototypes.recipes.types import (
    CONTEXT_TOKENS,
    Answered,
    ChatRequest,
    Fitted,
    Passage,
    Row,
    Setting,
)

from .desk import Desk, Held
from .vectors import all_there, asked_alone, texts_for

NOTHING = "None of the author's other texts could be embedded, so there was nothing to learn from."


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
    if not await all_there(desk, texts_for(desk), asked_alone(desk)):
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


def row_for(desk: Desk, example: Held) -> Row:
    kept = desk.vectors.get(example.input) if desk.needs_vectors else None
    return Row(example.input, example.expected, kept.reply.vector if kept else None)
