"""What beat asks of the workers for prototypes."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from evaluations.prototypes.catalogue import discovery, health, idea_vectors, retention, schema_probe
from evaluations.prototypes.runs import worker
from evaluations.prototypes.runs.worker import stopping

STALE_AFTER = 15  # seconds; the clock sends another


@shared_task
def work(lane: str) -> bool:
    """One slice, and if there was one, a request for the next."""
    worked = worker.work(lane)
    if worked and not stopping.is_set():
        work.apply_async((lane,), queue=lane, expires=STALE_AFTER)
    return worked


@shared_task
def embed_ideas() -> int:
    return idea_vectors.embed_ideas()


@shared_task
def check_endpoints() -> None:
    health.check_endpoints()


@shared_task
def probe_models() -> int:
    return schema_probe.probe_models()


@shared_task
def find_ollama() -> int:
    return discovery.find_ollama()


@shared_task
def evict_answers() -> int:
    return retention.evict_answers()


@shared_task
def forget_addresses() -> int:
    return retention.forget_addresses()


@worker_shutting_down.connect
def end_slices(**_: Any) -> None:
    """A slice ends at once and gives its run back, so that the worker need not wait for it."""
    stopping.set()
