"""Which ideas must be counted again although nobody glanced at them: their text changed, machines found something new,
or accounts aged, were confirmed or were flagged.

What was seen of accounts last time is kept in the cache, so a quiet site does nothing. Without it, and at least once a
day, every idea with a glance or a claim is counted again; counting again changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from evaluations.panel.models import Claim, Glance, GlanceStats, RecountMark, Stance
from evaluations.panel.models.glance_stats import machines_of
from marketplace.accounts.models import User

KEPT_FOR = timedelta(days=1)
MARGIN = timedelta(minutes=5)  # for rows of a transaction that was still open
PEOPLE, UNTIL = "panel:bad-standing", "panel:ranking-until"  # cache keys


def follow_ideas() -> int:
    """Mark the ideas that were published, withdrawn or edited since their count: `ideas` knows nothing of glances."""
    return mark(GlanceStats.objects.out_of_date())


def follow_machines(idea_id: int) -> None:
    """Mark the idea when its machine answers differ from those that its glance stats were stored with."""
    stats = GlanceStats.objects.filter(idea=idea_id).first()
    if stats and stats.machines != machines_of(idea_id):
        RecountMark.objects.leave(idea_id)


def follow_accounts() -> int:
    """Mark the ideas whose counts may have changed with an account; returns how many."""
    now, people = timezone.now(), User.objects.in_bad_standing().fingerprint()
    seen = cache.get_many([PEOPLE, UNTIL])
    if UNTIL in seen and seen.get(PEOPLE) == people:
        marked = mark(touched_by_new_voters(seen[UNTIL] - MARGIN))
    else:
        marked = mark(touched_by_anybody())
        cache.set(PEOPLE, people, KEPT_FOR.total_seconds())
    cache.set(UNTIL, now, KEPT_FOR.total_seconds())
    return marked


def mark(idea_ids: Sequence[int]) -> int:
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea_id) for idea_id in idea_ids])
    return len(idea_ids)


def touched_by_anybody() -> list[int]:
    """The ids of all ideas with a glance or a claim."""
    glanced = Glance.objects.order_by("idea").values_list("idea", flat=True).distinct()
    claimed = Claim.objects.order_by("idea").values_list("idea", flat=True).distinct()
    return sorted({*glanced, *claimed})


def touched_by_new_voters(since: datetime) -> list[int]:
    """The ids of ideas with a glance or a stance of somebody whose votes began to rank since then."""
    people = list(User.objects.who_began_to_rank(since).values_list("pk", flat=True))
    glanced = Glance.objects.filter(person__in=people).values_list("idea", flat=True)
    judged = Stance.objects.filter(person__in=people).values_list("claim__idea", flat=True)
    return sorted({*glanced, *judged})
