"""What becomes of certificates and notices when a person leaves, or takes an idea along."""

from collections.abc import Sequence
from datetime import datetime

from evaluations.moments.models import Certificate, Notice
from marketplace.accounts.models import User

from .scout_credit import pay


def close_ideas(idea_ids: Sequence[int], now: datetime) -> None:
    """Give the credit that is due for these ideas, while everything it is counted from is there. Mails that were not
    sent yet are dropped, because they could not name the idea."""
    due = Certificate.objects.filter(credited__isnull=True, idea__in=idea_ids).order_by("certified")
    for certificate_id in list(due.values_list("pk", flat=True)):
        pay(certificate_id, now)
    Notice.objects.filter(event__certificate__idea__in=idea_ids).delete()


def forget_address(person: User) -> None:
    """In notes of mails that were sent or wait to be."""
    if person.confirmed:
        Notice.objects.filter(address__iexact=person.email).delete()
