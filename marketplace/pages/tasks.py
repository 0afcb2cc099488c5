"""A sign of life of each lane of workers, and sessions that are over."""

from celery import shared_task
from django.core.management import call_command

from .site import heartbeat


@shared_task
def beat(lane: str) -> None:
    heartbeat.note(lane)


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
