"""The recipe of a demo, fitted on every row of its revision, and kept so that a try begins at once.

A run's held-out numbers come from its folds; nobody scores a demo, so it may know all that there is to know.
"""

import hashlib
from functools import cache as once
from pathlib import Path

from asgiref.sync import async_to_sync
from django.core.cache import cache

from evaluations.prototypes import recipes
from evaluations.prototypes.recipes.types import Fitted

from .desk import Desk, passages_of
from .fitting import fit_whole

KEPT_FOR = 24 * 60 * 60  # seconds; anything lost is fitted again


def fitted_for(desk: Desk) -> Fitted:
    """From the cache, or fitted now. Raises Troubled when a vector is missing and its model does not give it,
    TimeoutError when there was no time left for all of them."""
    key = f"demo:{code()}:{desk.run.pk}"
    fitted: Fitted | None = cache.get(key)
    if fitted is None:
        desk.examples, desk.passages = list(desk.revision.examples.all()), passages_of(desk.revision)
        fitted = async_to_sync(fit_on_all)(desk)
        cache.set(key, fitted, KEPT_FOR)
    return fitted


async def fit_on_all(desk: Desk) -> Fitted:
    async with desk:
        fitted = await fit_whole(desk)
    if fitted is None:
        raise TimeoutError
    return fitted


@once
def code() -> str:
    """Which code fits: what other code has fitted is not read back."""
    files = sorted(Path(recipes.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
