"""The cache. It fails open: without Redis the site is slower, but people can still use it."""

from typing import Any

from django_redis.cache import RedisCache, omit_exception


class FailOpenCache(RedisCache):  # type: ignore[misc]  # django-redis has no types
    @omit_exception(return_value=True)  # type: ignore[untyped-decorator]  # django-redis has no types
    def add(self, *args: Any, **kwargs: Any) -> bool:
        """True if Redis does not answer. Locks and limits use `add`; None would refuse everybody."""
        return bool(self.client.add(*args, **kwargs))
