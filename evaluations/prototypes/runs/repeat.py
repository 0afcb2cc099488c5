"""Repeats a run: its examples are asked again of the same model, without the cache, and nothing of it is stored.

It takes places at the servers as a worker does, so that all together stay below the limits."""

import asyncio
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from evaluations.prototypes.catalogue.places import give_back_places, keep_places, take_places
from evaluations.prototypes.catalogue.servers import Servers, ServerUnavailable
from evaluations.prototypes.models import Outcome, Run, Trial
from evaluations.prototypes.recipes import RECIPES

from .ask import answer_examples
from .context import Deadline, NewRow, Outbox, RunContext, context_of
from .fit import fit_folds
from .vectors import Vectors
from .worker import the_first

KEEP_EVERY = 5.0  # seconds
LOOK_EVERY = 0.05  # seconds; workers take a free place as quickly
OF_TRIAL = {
    "request_hash": "request",
    "outcome": "outcome",
    "raw_answer": "raw answer",
    "answer": "answer",
    "score": "score",
}
OF_SERVER = {
    "model_digest": "digest",
    "quantisation": "quantisation",
    "endpoint_kind": "server",
    "endpoint_build": "build",
}


class CannotRepeat(Exception):
    """The run cannot be asked again now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class TrialChange:
    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Repetition:
    """`same`: how many rows are the same. `rows`: the changes by the row of the example. `whole`: changes of the model,
    of its server, or of the fitted recipe."""

    same: int
    rows: Mapping[int, Sequence[TrialChange]]
    whole: Sequence[TrialChange]

    @property
    def scored_otherwise(self) -> int:
        """How many of the changed rows have another score, and not only other words."""
        return sum(any(change.what == "score" for change in changes) for changes in self.rows.values())

    @property
    def is_same(self) -> bool:
        return not self.rows and not self.whole


def repeat(run: Run, patience: float = 0.0) -> Repetition:
    """`patience`: how many seconds to wait for a place at its server. Raises CannotRepeat."""
    stored = {trial.example_id: trial for trial in run.trials.settled().for_reading()}
    check_can_repeat(run, stored)
    lease = uuid4()
    given_up = time.monotonic() + patience
    while (places := places_for(run, lease, len(stored))) is None and time.monotonic() < given_up:
        time.sleep(LOOK_EVERY)
    if places is None:
        raise CannotRepeat("Every place at its server is taken by runs. Try again when they are done.")
    try:
        context = replace(context_of(run, Deadline(math.inf)), remaining=list(stored), open_trials={}, uses_cache=False)
        again, fitted = async_to_sync(asked_again)(context, Servers(run.endpoints, places), lease)
    finally:
        give_back_places(lease)
    return compared(run, stored, again, fitted)


def check_can_repeat(run: Run, stored: Mapping[int, Trial]) -> None:
    if not stored:
        raise CannotRepeat("It has no trial yet, so there is nothing to compare with.")
    if run.recipe not in RECIPES:
        raise CannotRepeat(f"There is no recipe {run.recipe} any more.")
    for model in (run.model, run.embedder):
        if model and not model.is_offered:
            raise CannotRepeat(f"{model} is switched off. Put it into the catalogue and run load_catalogue.")
        if model and model.endpoint.absence:
            raise CannotRepeat(f"{model.endpoint.absence}. Start the server, then run load_catalogue.")
        if model and model.endpoint.rests_for:
            raise CannotRepeat(f"{model.endpoint} rests. Try again in {model.endpoint.rests_for} s.")


@transaction.atomic
def places_for(run: Run, lease: UUID, wanted: int) -> dict[int, int] | None:
    return take_places(run.endpoints, lease, wanted)


async def asked_again(context: RunContext, servers: Servers, lease: UUID) -> tuple[list[NewRow], list[dict[str, Any]]]:
    """The trials as they would be stored, and what was fitted. Raises CannotRepeat."""
    outbox = Outbox()
    async with servers:
        vectors = Vectors(context, servers, outbox)
        try:
            async with asyncio.TaskGroup() as group:
                keeping = group.create_task(go_on_keeping(lease))
                folds = await fit_folds(context, vectors) or []  # without a deadline all are fitted
                await answer_examples(context, folds, vectors, servers, outbox)
                keeping.cancel()
        except* ServerUnavailable as unavailable:
            raise CannotRepeat(f"Its server cannot go on: {the_first(unavailable)}.") from unavailable
    return outbox.trials, [fold.summary() for fold in folds]


async def go_on_keeping(lease: UUID) -> None:
    while True:
        await asyncio.sleep(KEEP_EVERY)
        await sync_to_async(keep_places)(lease)


def compared(run: Run, stored: Mapping[int, Trial], again: Sequence[NewRow], fitted: Sequence[Any]) -> Repetition:
    differing = {stored[now["example_id"]].example.position: list(changes_of_trial(stored, now)) for now in again}
    rows = {row: differing[row] for row in sorted(differing) if differing[row]}
    whole = [*changes_of_server(stored, again), *changes_of_fit(run, fitted)]
    return Repetition(len(again) - len(rows), rows, whole)


def changes_of_trial(
    stored: Mapping[int, Trial], now: NewRow, names: Mapping[str, str] = OF_TRIAL
) -> Iterator[TrialChange]:
    before = stored[now["example_id"]]
    for name, label in names.items():
        had, has = getattr(before, name), now.get(name, "")
        if math.isclose(had, has) if isinstance(had, float) and isinstance(has, float) else had == has:
            continue
        yield TrialChange(label, str(had), why_not(now) if has == Outcome.ERROR else str(has))


def why_not(now: NewRow) -> str:
    """Why there was no answer this time."""
    return f"error: {now['errors'][-1]['what']}" if now.get("errors") else "error"


def changes_of_server(stored: Mapping[int, Trial], again: Sequence[NewRow]) -> Iterator[TrialChange]:
    """Each change once, however many trials show it."""
    asked = (now for now in again if "model_name" in now)
    yield from dict.fromkeys(change for now in asked for change in changes_of_trial(stored, now, OF_SERVER))


def changes_of_fit(run: Run, fitted: Sequence[Any]) -> Iterator[TrialChange]:
    had, has = (json.dumps(each, sort_keys=True) for each in (run.fitted.get("folds"), fitted))
    if run.fitted and had != has:
        yield TrialChange("what was fitted", had, has)
