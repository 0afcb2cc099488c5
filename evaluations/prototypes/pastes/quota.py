"""How many tables one visitor may try. Rows are counted, and stay for a day without a word of what was in them."""

from django.conf import settings
from django.db import connection
from django.utils import timezone

from evaluations.prototypes.demos.quota import DAY, Allowance, allowances_over, refusal
from evaluations.prototypes.models import Paste, Visitor
from ideas.limits import DailyLimit

MAX_OF_ALL = 1_000  # tables that are there at once


class TooManyPastes(DailyLimit):
    """The visitor, or all visitors, have tried as many tables as they may; the message says what to do."""


def allowances_of_pastes(visitor: Visitor) -> list[Allowance]:
    """By the hour and by the day."""
    now = timezone.now()
    return allowances_over(Paste.objects.of(visitor).since(now - DAY), "pastes", limits_of(visitor), now)


def limits_of(visitor: Visitor) -> tuple[int, int]:
    if visitor.person:
        return settings.PASTES_PER_HOUR_BY_ACCOUNT, settings.PASTES_PER_DAY_BY_ACCOUNT
    return settings.PASTES_PER_HOUR_BY_ADDRESS, settings.PASTES_PER_DAY_BY_ADDRESS


def check_pastes(visitor: Visitor) -> None:
    """Raises TooManyPastes when one more is too many. Within the transaction that adds it, so that each of two at once
    counts the other."""
    lock(visitor)
    for each in allowances_of_pastes(visitor):
        if not each.left:
            raise TooManyPastes(refusal(each, visitor, "tables"))
    if Paste.objects.kept().count() >= MAX_OF_ALL:
        raise TooManyPastes("More tables are being tried than the machines can take. Come back in a few minutes.")


def lock(visitor: Visitor) -> None:
    """Until the end of the transaction no other paste of this visitor can begin."""
    name = f"paste {visitor.person.pk}" if visitor.person else f"paste from {visitor.address}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
