"""The pool of ideas that need eyes, from which every front page draws its three places."""

from random import SystemRandom

from django.core.cache import cache

from evaluations.moments.models import MomentScore
from evaluations.panel.models import GlanceStats
from evaluations.panel.next_idea import in_order

KEY, KEPT = "moments:pool", 300  # seconds, several times as long as beat takes to fill it again
MOST = 24
chance = SystemRandom()


def fill_pool() -> int:
    """Draw by Thompson sampling whose evidence an answer would change most; how many are in the pool."""
    candidates = GlanceStats.objects.offered().pool()
    ordered = in_order(candidates, chance, any_short=GlanceStats.objects.any_short())
    pool = [candidate.idea for candidate in ordered[:MOST]]
    cache.set(KEY, pool, KEPT)
    return len(pool)


def draw(places: int, shown: set[int]) -> list[MomentScore]:
    """So many of the pool by lot, none of them among `shown`, with their ideas as cards need them.

    Without Redis or beat, of those that lack glances and are the nearest to a Moment."""
    pool = cache.get(KEY) or MomentScore.objects.nearest_unseen(MOST + len(shown))
    left = [pk for pk in pool if pk not in shown]
    return MomentScore.objects.with_cards(chance.sample(left, min(places, len(left))))
