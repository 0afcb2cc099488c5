"""Fitting a recipe: for each fold on the rows outside it, with the vectors it needs (`vectors`)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any

from asgiref.sync import sync_to_async

from evaluations.prototypes.recipes.types import (
    CONTEXT_TOKENS,
    Answered,
    ChatRequest,
    ExampleRow,
    Fitted,
    Passage,
    Setting,
)

from .context import Desk
from .vectors import all_there, asked_alone, inputs_of, texts_for

NOTHING = "None of the author's other texts could be embedded, so there was nothing to learn from."


@dataclass(frozen=True, slots=True)
class Unfitted:
    """Stands where there is nothing to fit a recipe on: it has no answer, and its trials say why."""

    def summary(self) -> dict[str, Any]:
        return {"method": "none", "why": NOTHING}

    def ask(self, row: ExampleRow) -> Answered:
        return Answered("", NOTHING)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Training:
    """Rows to fit on, each with the fold in which it is held out."""

    folds: list[int] = field(default_factory=list)
    rows: list[ExampleRow] = field(default_factory=list)

    def add(self, fold: int, row: ExampleRow) -> None:
        self.folds.append(fold)
        self.rows.append(row)

    def outside(self, held_out: int) -> list[ExampleRow]:
        return [row for fold, row in zip(self.folds, self.rows, strict=True) if fold != held_out]


async def fit_folds(desk: Desk) -> bool:
    """Fit every fold; False when the slice's time was over before all vectors were there."""
    texts, alone = await sync_to_async(texts_for)(desk), await sync_to_async(asked_alone)(desk)
    if not await all_there(desk, texts, alone):
        return False
    desk.folds = await asyncio.to_thread(fit, desk, await sync_to_async(training_of)(desk))
    return True


async def fit_whole(desk: Desk) -> Fitted | None:
    """The recipe fitted on every row, as a demo may be; None when the time was over before. Raises Troubled."""
    if not await all_there(desk, await sync_to_async(inputs_of)(desk)):
        return None
    training = await sync_to_async(training_of)(desk)
    return await asyncio.to_thread(fit_on, desk, training.rows, setting_of(desk))


def fit(desk: Desk, training: Training) -> list[Fitted]:
    setting = setting_of(desk)
    return [fit_on(desk, training.outside(held_out), setting) for held_out in range(desk.revision.folds)]


def fit_on(desk: Desk, training: Sequence[ExampleRow], setting: Setting) -> Fitted:
    searches_nothing = desk.needs_vectors and setting.passages and not any(each.vector for each in setting.passages)
    if not training or searches_nothing:
        return Unfitted()
    return desk.recipe.fit(desk.revision.task, training, setting)


def training_of(desk: Desk) -> Training:
    """All rows that are not too long to embed, in the order of their turns."""
    training, examples = Training(), desk.revision.examples.order_by("turn")
    if desk.recipe.reads_inputs:
        for fold, given, expected in examples.values_list("fold", "input", "expected").iterator():
            row = row_for(desk, given, intern(expected))
            if row.vector or not desk.needs_vectors:
                training.add(fold, row)
    else:
        known: dict[str, ExampleRow] = {}  # many rows expect the same
        for fold, expected in examples.values_list("fold", "expected").iterator():
            training.add(fold, known.setdefault(expected, ExampleRow("", expected)))
    return training


def setting_of(desk: Desk) -> Setting:
    run, revision = desk.run, desk.revision
    room = run.model.room_tokens if run.model else CONTEXT_TOKENS
    passages = [with_vector(desk, passage) for passage in desk.passages]
    return Setting(room, passages, revision.schema, run.instruction)


def with_vector(desk: Desk, passage: Passage) -> Passage:
    kept = desk.vectors.get(passage.searched) if desk.needs_vectors else None
    return replace(passage, vector=kept.reply.vector) if kept else passage


def row_for(desk: Desk, given: str, expected: str) -> ExampleRow:
    kept = desk.vectors.get(given) if desk.needs_vectors else None
    return ExampleRow(given, expected, kept.reply.vector if kept else None)
