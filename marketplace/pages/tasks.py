"""The heartbeat of each lane of workers, and the deletion of what has expired."""

from celery import shared_task
from django.core.management import call_command

from marketplace.accounts.models import Footprint, forget_ended_sessions

from .site.health import note_heartbeat


@shared_task
def beat(lane: str) -> None:
    note_heartbeat(lane)


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
    forget_ended_sessions()


@shared_task
def forget_footprints() -> int:
    return Footprint.objects.forget_old()
