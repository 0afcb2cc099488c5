"""When the operator offers other models than before, the runs follow in the same transaction.

A run of a model that was switched off waits, one of a model that is back goes on, and every published idea is tried on
models that are new.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from evaluations.prototypes.catalogue.discovery import put_pulled, what_was_pulled
from evaluations.prototypes.catalogue.health import let_wait
from evaluations.prototypes.catalogue.loading import Loaded, read_catalogue
from evaluations.prototypes.models import ExampleRevision, OpenModel, Run

from .plan import plan

SWITCHED_OFF = "its model is switched off"


def load_catalogue(path: Path | None = None) -> Loaded:
    """Read the operator's file into rows, and let the runs follow. Raises CatalogueFault."""
    with runs_following():
        return read_catalogue(path)


def find_ollama() -> int:
    """Offer the models of the Ollama on this machine; how many it offers."""
    pulled = what_was_pulled()
    if pulled is None:
        return 0
    with runs_following():
        put_pulled(pulled)
    return len(pulled)


@contextmanager
def runs_following() -> Iterator[None]:
    """One transaction in which the offer may change; at its end the runs follow."""
    with transaction.atomic():
        before = set(OpenModel.objects.enabled())
        yield
        if set(OpenModel.objects.enabled()) != before:
            follow_the_offer()


def follow_the_offer() -> None:
    let_wait(Run.queue.open().not_offered(), SWITCHED_OFF)
    let_wait(Run.queue.open().offered().filter(waiting_for=SWITCHED_OFF), "")
    for revision in ExampleRevision.objects.current():
        plan(revision)
