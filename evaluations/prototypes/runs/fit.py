"""Fits a recipe for each fold on the rows outside it, with the vectors that it needs (`vectors`)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from sys import intern
from time import monotonic
from typing import Any

from asgiref.sync import sync_to_async
from django.db.models import F, Value

from evaluations.prototypes.recipes.types import CONTEXT_TOKENS, Answered, ChatRequest, ExampleRow, Fitted, Setting

from .context import RunContext
from .score import score_as_text
from .vectors import Vectors, inputs_of, texts_to_embed, texts_to_time

NOTHING = "None of the author's other texts could be embedded, so there was nothing to learn from."


@dataclass(frozen=True, slots=True)
class Unfitted:
    """Takes the place of a fitted recipe when there is nothing to fit on: it has no answer, and its trials say why."""

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


async def fit_folds(context: RunContext, vectors: Vectors) -> list[Fitted] | None:
    """The recipe fitted for every fold; None when the deadline came before all vectors were there.

    The deadline is put off by the time that fitting takes: the next slice would fit again, and if fitting took all of a
    slice, none would ever answer. Raises ServerUnavailable."""
    texts, alone = await sync_to_async(texts_to_embed)(context), await sync_to_async(texts_to_time)(context)
    if not await vectors.complete(texts, alone):
        return None
    began = monotonic()
    training = await sync_to_async(training_of)(context, vectors)
    folds = await asyncio.to_thread(fit, context, vectors, training)
    context.deadline.at += monotonic() - began
    return folds


async def fit_whole(context: RunContext, vectors: Vectors) -> Fitted | None:
    """The recipe fitted on every row, as a demo may be; None as in `fit_folds`. Raises ServerUnavailable."""
    if not await vectors.complete(await sync_to_async(inputs_of)(context)):
        return None
    training = await sync_to_async(training_of)(context, vectors)
    return await asyncio.to_thread(fit_on, context, training.rows, setting_of(context, vectors))


def fit(context: RunContext, vectors: Vectors, training: Training) -> list[Fitted]:
    setting = setting_of(context, vectors)
    return [fit_on(context, training.outside(held_out), setting) for held_out in range(context.revision.folds)]


def fit_on(context: RunContext, training: Sequence[ExampleRow], setting: Setting) -> Fitted:
    no_vector = setting.passages and not any(passage.vector for passage in setting.passages)
    if not training or (context.needs_vectors and no_vector):
        return Unfitted()
    return context.recipe.fit(context.revision.task, training, setting)


def training_of(context: RunContext, vectors: Vectors) -> Training:
    """All rows that are not too long to embed, in the order of their turns. Inputs that the recipe does not read are
    not loaded."""
    given = F("input") if context.recipe.reads_inputs else Value("")
    rows = context.revision.examples.order_by("turn").values_list("fold", given, "expected")
    return training_on(context, vectors, rows.iterator())


def training_on(context: RunContext, vectors: Vectors, rows: Iterable[tuple[int, str, str]]) -> Training:
    """`rows`: fold, input and expected output of each, in the order of their turns."""
    training = Training()
    known: dict[str, ExampleRow] = {}  # where inputs are not read, many rows are the same
    for fold, given, expected in rows:
        if context.recipe.reads_inputs:
            row = vectors.row(given, intern(expected))
            if row.vector or not context.needs_vectors:
                training.add(fold, row)
        else:
            training.add(fold, known.setdefault(expected, ExampleRow("", expected)))
    return training


def setting_of(context: RunContext, vectors: Vectors) -> Setting:
    run = context.run
    room = run.model.room_tokens if run.model else CONTEXT_TOKENS
    passages = [vectors.passage(passage) for passage in context.passages]
    return Setting(room, passages, context.revision.schema, run.instruction, partial(score_as_text, context.revision))
