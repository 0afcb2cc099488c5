"""The tasks of prototypes that beat sends to the workers."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down

from evaluations.prototypes import refold
from evaluations.prototypes.catalogue import cached_answers, health, idea_vectors
from evaluations.prototypes.datasets import example_words
from evaluations.prototypes.demos import quota
from evaluations.prototypes.pastes import end
from evaluations.prototypes.pastes import work as pastes
from evaluations.prototypes.runs import erased, offer, recompare, rescore, worker
from evaluations.prototypes.runs.worker import stopping
from evaluations.prototypes.strangers import measure, settle

STALE_AFTER = 15  # seconds; beat sends another


@shared_task
def work(lane: str) -> bool:
    """One slice; if there was work, ask for the next one at once."""
    worked = worker.work(lane)
    if worked and not stopping.is_set():
        work.apply_async((lane,), queue=lane, expires=STALE_AFTER)
    return worked


@shared_task
def work_on_pastes(lane: str) -> bool:
    """As `work`, in turn with it."""
    worked = pastes.work(lane)
    if worked and not stopping.is_set():
        work_on_pastes.apply_async((lane,), queue=lane, expires=STALE_AFTER)
    return worked


@shared_task
def end_pastes() -> int:
    return end.end_pastes()


@shared_task
def measure_strangers(lane: str) -> bool:
    return measure.measure(lane)


@shared_task
def weigh_strangers() -> int:
    return settle.weigh()


@shared_task
def embed_ideas() -> int:
    return idea_vectors.embed_ideas()


@shared_task
def fill_words() -> int:
    return example_words.fill_words()


@shared_task
def check_endpoints() -> None:
    health.check_endpoints()


@shared_task
def probe_models() -> int:
    return health.probe_models()


@shared_task
def find_ollama() -> int:
    return offer.find_ollama()


@shared_task
def rescore_ended() -> int:
    return rescore.rescore_ended()


@shared_task
def recompare_outdated() -> int:
    return recompare.recompare_outdated()


@shared_task
def refold_latest() -> int:
    return refold.refold_latest()


@shared_task
def evict_answers() -> int:
    return cached_answers.evict_answers()


@shared_task
def clear_erased() -> int:
    return erased.clear_erased()


@shared_task
def forget_addresses() -> int:
    return quota.forget_addresses()


@worker_shutting_down.connect
def end_slices(**_: Any) -> None:
    """Slices end at once and give their runs back, so that the worker need not wait for them."""
    stopping.set()
