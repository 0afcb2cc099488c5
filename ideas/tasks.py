"""Periodic tasks about ideas, for the quick worker."""

from celery import shared_task

from ideas import actions


@shared_task
def tally() -> int:
    return actions.tally()


@shared_task
def reconcile() -> int:
    return len(actions.reconcile())


@shared_task
def reconsider_votes() -> int:
    return actions.reconsider_votes()
