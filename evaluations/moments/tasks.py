"""The tasks of Moments, which beat sends to the quick worker."""

from celery import shared_task
from django.utils import timezone

from evaluations.moments import actions, impressions
from evaluations.panel.locks import alone


@shared_task
def assess() -> int:
    return actions.assess_marked(timezone.now())


@shared_task
def assess_missed() -> int:
    return actions.assess_missed(timezone.now())


@shared_task
def certify() -> int:
    now = timezone.now()
    return actions.end_doubted(now) + actions.certify_ripe(now)


@shared_task
def send_notices() -> int:
    """One worker at a time: a mail server that hangs must not keep the other workers from votes."""
    with alone("notices") as free:
        return actions.send_notices(timezone.now()) if free else 0


@shared_task
def credit_scouts() -> int:
    return actions.credit_scouts(timezone.now())


@shared_task
def recount_scouts() -> int:
    return actions.recount_scouts(timezone.now())


@shared_task
def fill_pool() -> int:
    return actions.fill_pool()


@shared_task
def flush_impressions() -> int:
    return impressions.flush()


@shared_task
def forget_notices() -> int:
    return actions.forget_notices(timezone.now())
