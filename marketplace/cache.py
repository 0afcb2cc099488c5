"""The cache, failing open: a site without Redis is slower, and lets people in."""

from typing import Any

from django_redis.cache import RedisCache, omit_exception


class FailOpenCache(RedisCache):  # type: ignore[misc]  # django-redis has no types
    @omit_exception(return_value=True)  # type: ignore[untyped-decorator]  # django-redis has no types
    def add(self, *args: Any, **kwargs: Any) -> bool:
        """True while Redis is away. Locks and limits are built on `add`; None would keep everybody out."""
        return bool(self.client.add(*args, **kwargs))
