"""How much one reader asked for in a calendar minute. For pages and the API.

A counter is one key in the cache, so two simultaneous requests count as two. If the cache does not answer, nobody is
limited: a limit must not take the site down.
"""

from django.core.cache import cache

WINDOW = 60  # seconds


def count(key: str, by: int = 1, window: int = WINDOW) -> int:
    """The sum of what was counted under the key in its window, including this; 0 if the cache does not answer."""
    try:
        return cache.incr(key, by) or 0
    except ValueError:  # nobody has counted yet
        if cache.add(key, by, window + 1):
            return by
    try:
        return cache.incr(key, by) or 0  # somebody else was first
    except ValueError:  # the key expired between the two calls
        return by
