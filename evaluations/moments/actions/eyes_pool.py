"""What the front page puts before its list: the pool of ideas that need eyes, of which every page draws three, and the
idea that leads. Beat prepares both, so that no page looks for them."""

from dataclasses import dataclass
from random import SystemRandom

from django.core.cache import cache

from evaluations.moments.models import MomentScore
from evaluations.panel.models import GlanceStats
from evaluations.panel.next_idea import in_order

KEY, LEAD, TIMEOUT = "moments:pool", "moments:lead", 300  # seconds, several times the interval at which beat fills it
SIZE = 24
chance = SystemRandom()


def fill_pool() -> int:
    """Draw by Thompson sampling the ideas whose score one answer would change the most; returns the pool's size."""
    candidates = GlanceStats.objects.offered().pool()
    ordered = in_order(candidates, chance, any_short=GlanceStats.objects.any_short())
    pool = [candidate.idea for candidate in ordered[:SIZE]]
    cache.set_many({KEY: pool, LEAD: MomentScore.objects.leading()}, TIMEOUT)
    return len(pool)


@dataclass(frozen=True, slots=True)
class FrontRows:
    """`eyes`: ideas that need eyes; `lead`: the best Moment, else the nearest to one; None where there is no idea."""

    eyes: list[MomentScore]
    lead: MomentScore | None


def draw(places: int, shown: set[int], *, with_lead: bool = False) -> FrontRows:
    """Ideas from the pool at random, none of them among `shown` or leading, with all that cards need, in one query.

    Without Redis or beat: from the ideas that lack glances and are the nearest to a Moment."""
    kept = cache.get_many([KEY, LEAD])
    lead = (kept[LEAD] if LEAD in kept else MomentScore.objects.leading()) if with_lead else None
    pool = kept.get(KEY) or MomentScore.objects.nearest_unseen(SIZE + len(shown))
    left = [pk for pk in pool if pk not in shown and pk != lead]
    drawn = chance.sample(left, min(places, len(left)))
    rows = {row.pk: row for row in MomentScore.objects.with_cards([*drawn, *([lead] if lead else [])])}
    return FrontRows([rows[pk] for pk in drawn if pk in rows], rows.get(lead) if lead else None)
