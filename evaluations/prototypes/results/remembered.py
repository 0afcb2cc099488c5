"""What takes long to work out and comes out the same again, kept in the cache. Without Redis it is worked out anew."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from evaluations.prototypes.models import Run

T = TypeVar("T")
A_WEEK = 7 * 24 * 3_600  # seconds


def remembered(what: str, find: Callable[[], T], seconds: int) -> T:
    found: T | None = cache.get_or_set(what, find, seconds)
    return find() if found is None else found


def content_of(run: Run) -> str:
    """Names a finished run and its scores: it has others only after it was finished again."""
    assert run.finished
    return f"{run.pk}:{run.finished.timestamp()}:{run.n}"
