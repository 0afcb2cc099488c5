"""What beat asks of the quick worker for the panel."""

from celery import shared_task
from django.utils import timezone

from evaluations.panel import actions
from evaluations.panel.one_at_a_time import alone


@shared_task
def recount() -> int:
    return actions.recount()


@shared_task
def follow_ideas() -> int:
    return actions.follow_ideas()


@shared_task
def mark_behind() -> int:
    return actions.mark_behind()


@shared_task
def weigh() -> int:
    return actions.weigh()


@shared_task
def forget_unconfirmed() -> int:
    return actions.forget_unconfirmed()


@shared_task
def send_confirmations() -> int:
    """By one worker at a time: a mail server that hangs must leave the others to votes."""
    with alone("confirmations") as free:
        return actions.send_confirmations(timezone.now()) if free else 0
