"""How often one visitor may try demos. Rows are counted, so nothing resets when a cache is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from evaluations.prototypes.models import Try, Visitor
from ideas.limits import DailyLimit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAX_AT_ONCE = 4  # tries of one visitor that wait or are answered
MAX_LINE = 50  # visitors who wait at one server


class TooManyTries(DailyLimit):
    """The visitor has used up their tries; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`limit` tries within `window` seconds, of which `left` are left; `resets_in`: seconds until there is one more."""

    name: str
    limit: int
    window: int
    left: int
    resets_in: int


def allowances(visitor: Visitor) -> list[Allowance]:
    """By the hour and by the day."""
    now = timezone.now()
    return allowances_over(Try.objects.of(visitor).since(now - DAY), "tries", limits_of(visitor), now)


def allowances_over(rows: QuerySet[Any], name: str, limits: tuple[int, int], now: datetime) -> list[Allowance]:
    """By the hour and by the day. `rows`: those of the last day, each with its `created`; `name`: what they are;
    `limits`: in an hour and in a day."""
    in_hour = Q(created__gt=now - HOUR)
    found = rows.aggregate(
        hour=Count("pk", filter=in_hour),
        hour_began=Min("created", filter=in_hour),
        day=Count("pk"),
        day_began=Min("created"),
    )
    by_hour, by_day = limits
    return [
        allowance(f"{name}-per-hour", by_hour, HOUR, found["hour"], found["hour_began"], now),
        allowance(f"{name}-per-day", by_day, DAY, found["day"], found["day_began"], now),
    ]


def limits_of(visitor: Visitor) -> tuple[int, int]:
    if visitor.person:
        return settings.TRIES_PER_HOUR_BY_ACCOUNT, settings.TRIES_PER_DAY_BY_ACCOUNT
    return settings.TRIES_PER_HOUR_BY_ADDRESS, settings.TRIES_PER_DAY_BY_ADDRESS


def allowance(name: str, limit: int, window: timedelta, used: int, oldest: datetime | None, now: datetime) -> Allowance:
    resets_in = (oldest or now) + window - now
    return Allowance(name, limit, int(window.total_seconds()), max(0, limit - used), int(resets_in.total_seconds()) + 1)


def check_tries(visitor: Visitor) -> None:
    """Raises TooManyTries when one more try is too many. Within the transaction that adds it, so that each of two
    concurrent tries counts the other."""
    lock(visitor)
    if Try.objects.of(visitor).under_way().count() >= MAX_AT_ONCE:
        raise TooManyTries(f"{MAX_AT_ONCE} of your tries are still under way. Wait for one of them, then try again.")
    for each in allowances(visitor):
        if not each.left:
            raise TooManyTries(refusal(each, visitor))


def forget_addresses() -> int:
    """Forget the networks of tries that no longer count towards a quota; how many tries they were."""
    return Try.objects.forget_addresses(timezone.now() - DAY)


def lock(visitor: Visitor) -> None:
    """Until the end of the transaction no other try of this visitor can begin."""
    name = f"try {visitor.person.pk}" if visitor.person else f"try from {visitor.address}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def refusal(used_up: Allowance, visitor: Visitor, what: str = "tries") -> str:
    span = "an hour" if used_up.window == HOUR.total_seconds() else "24 hours"
    who = "an account" if visitor.person else "an address without an account"
    minutes = -(-used_up.resets_in // 60)
    wait = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes < 120 else f"{-(-minutes // 60)} hours"
    more = "" if visitor.person else " Sign in for more, or"
    return (
        f"{used_up.limit} {what} in {span} are the most for {who}.{more} {'come' if more else 'Come'} back in {wait}."
    )
