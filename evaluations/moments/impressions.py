"""How often ideas are shown in lists: counted in Redis, a page at a time, and added to the rows by a task.

A page costs one command, however many ideas it shows. Without Redis nothing is counted and every page is served. A
worker that is killed between taking a batch and storing it loses that minute, and counts nothing twice.
"""

import logging
from collections import Counter

from django.core.cache import cache
from django_redis import get_redis_connection
from redis.exceptions import RedisError, ResponseError

from evaluations.moments.models import Impressions

logger = logging.getLogger(__name__)
KEY, TAKEN = "moments:impressions", "moments:impressions:taken"


def note(page: str) -> None:
    """Count one showing of a page, named by the ids of its ideas: "12,7,31"."""
    try:
        redis, key = get_redis_connection("default"), cache.make_key(KEY)
        redis.hincrby(key, page, 1)
        redis.expire(key, 3600)
    except RedisError as error:
        logger.warning("Impressions are not counted: %s", error)


def flush() -> int:
    """Add the counts to the rows; returns the number of ideas."""
    counts = per_idea(take())
    if counts:
        Impressions.objects.add(counts)
    return len(counts)


def take() -> dict[bytes, bytes]:
    """The counts since the last call; they are removed from Redis."""
    redis = get_redis_connection("default")
    try:
        redis.rename(cache.make_key(KEY), cache.make_key(TAKEN))
    except ResponseError:  # nothing was counted
        return {}
    except RedisError as error:
        logger.warning("Impressions are not stored yet: %s", error)
        return {}
    pipeline = redis.pipeline()
    pipeline.hgetall(cache.make_key(TAKEN))
    pipeline.delete(cache.make_key(TAKEN))
    pages: dict[bytes, bytes] = pipeline.execute()[0]
    return pages


def per_idea(pages: dict[bytes, bytes]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for page, times in pages.items():
        for idea in page.split(b","):
            counts[int(idea)] += int(times)
    return counts
