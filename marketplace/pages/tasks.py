"""A sign of life of each lane of workers."""

from celery import shared_task

from . import heartbeat


@shared_task
def beat(lane: str) -> None:
    heartbeat.note(lane)
