"""The panel's tasks, which beat sends to the quick worker."""

from celery import shared_task
from django.utils import timezone

from evaluations.panel import actions
from evaluations.panel.locks import alone


@shared_task
def recount() -> int:
    return actions.recount()


@shared_task
def follow_ideas() -> int:
    return actions.follow_ideas()


@shared_task
def follow_accounts() -> int:
    return actions.follow_accounts()


@shared_task
def weigh() -> int:
    """One worker at a time: on a large site it may take longer than the minute until the next."""
    with alone("weigh") as free:
        return actions.weigh() if free else 0


@shared_task
def end_due_suspensions() -> int:
    return actions.end_due_suspensions(timezone.now())


@shared_task
def forget_networks() -> int:
    return actions.forget_networks()


@shared_task
def forget_unconfirmed() -> int:
    return actions.forget_unconfirmed()


@shared_task
def send_confirmations() -> int:
    """One worker at a time: a mail server that hangs must not keep the other workers from votes."""
    with alone("confirmations") as free:
        return actions.send_confirmations(timezone.now()) if free else 0
