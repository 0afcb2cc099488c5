"""The pool of ideas that need eyes. Every front page draws the ideas for its three places from it."""

from random import SystemRandom

from django.core.cache import cache

from evaluations.moments.models import MomentScore
from evaluations.panel.models import GlanceStats
from evaluations.panel.next_idea import in_order

KEY, TIMEOUT = "moments:pool", 300  # seconds, several times the interval at which beat fills it
SIZE = 24
chance = SystemRandom()


def fill_pool() -> int:
    """Draw by Thompson sampling the ideas whose score one answer would change the most; returns the pool's size."""
    candidates = GlanceStats.objects.offered().pool()
    ordered = in_order(candidates, chance, any_short=GlanceStats.objects.any_short())
    pool = [candidate.idea for candidate in ordered[:SIZE]]
    cache.set(KEY, pool, TIMEOUT)
    return len(pool)


def draw(places: int, shown: set[int]) -> list[MomentScore]:
    """Ideas from the pool at random, none of them among `shown`, with all that cards need.

    Without Redis or beat: from the ideas that lack glances and are the nearest to a Moment."""
    pool = cache.get(KEY) or MomentScore.objects.nearest_unseen(SIZE + len(shown))
    left = [pk for pk in pool if pk not in shown]
    return MomentScore.objects.with_cards(chance.sample(left, min(places, len(left))))
