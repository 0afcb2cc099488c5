"""Which ideas are to be counted again because of who said something of them: accounts age, are confirmed or flagged.

What was seen last is kept in the cache, so that a quiet site does nothing. Without it, and once a day in any case,
every idea is counted again of which anybody said anything: as often as one likes, it gives the same."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from evaluations.panel.models import Claim, Glance, Stance
from marketplace.accounts.models import User

from .recounts import mark

MARGIN = timedelta(minutes=5)  # what was written in a transaction that was still open
PEOPLE, UNTIL = "panel:bad-standing", "panel:ranking-until"
KEPT_FOR = timedelta(days=1)


def mark_behind() -> int:
    """Leave the marks; of how many ideas."""
    now, people = timezone.now(), User.objects.in_bad_standing().fingerprint()
    seen = cache.get_many([PEOPLE, UNTIL])
    if UNTIL in seen and seen.get(PEOPLE) == people:
        marked = mark(said_by_new_ones(seen[UNTIL] - MARGIN))
    else:
        marked = mark(said_by_anybody())
        cache.set(PEOPLE, people, KEPT_FOR.total_seconds())
    cache.set(UNTIL, now, KEPT_FOR.total_seconds())
    return marked


def said_by_anybody() -> list[int]:
    """The ids of all ideas of which anything was said."""
    glanced = Glance.objects.order_by("idea").values_list("idea", flat=True).distinct()
    claimed = Claim.objects.order_by("idea").values_list("idea", flat=True).distinct()
    return sorted({*glanced, *claimed})


def said_by_new_ones(since: datetime) -> list[int]:
    """The ids of those of which people said something whose votes rank since then."""
    people = list(User.objects.who_began_to_rank(since).values_list("pk", flat=True))
    glanced = Glance.objects.filter(person__in=people).values_list("idea", flat=True)
    judged = Stance.objects.filter(person__in=people).values_list("claim__idea", flat=True)
    return sorted({*glanced, *judged})
