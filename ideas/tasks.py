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


@shared_task
def fill_words() -> int:
    return actions.fill_words()


@shared_task
def forget_unused_words() -> int:
    return actions.forget_unused_words()
