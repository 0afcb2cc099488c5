"""The recipe of a demo, fitted on every row of its revision, and kept so that a try begins at once.

A run's held-out numbers come from its folds; nobody scores a demo, so it may know all that there is to know.
"""

import hashlib
from functools import cache as once
from pathlib import Path

from asgiref.sync import async_to_sync
from django.core.cache import cache

from evaluations.prototypes import recipes
from evaluations.prototypes.models import CachedAnswer
from evaluations.prototypes.recipes.types import Fitted
from evaluations.prototypes.runs.context import Desk, passages_of
from evaluations.prototypes.runs.fit import fit_whole
from evaluations.prototypes.runs.store import add_new

KEPT_FOR = 24 * 60 * 60  # seconds; anything lost is fitted again


def fitted_for(desk: Desk) -> Fitted | None:
    """From the cache, or fitted now; None when the time was over before all vectors were there. Raises Troubled."""
    key = f"demo:{code()}:{desk.run.pk}"
    fitted: Fitted | None = cache.get(key)
    if fitted is None:
        desk.passages = passages_of(desk.revision)
        fitted = async_to_sync(fit_now)(desk)
        add_new(CachedAnswer, desk.answers)  # vectors of the author's rows and documents
        cache.set(key, fitted, KEPT_FOR)
    return fitted


async def fit_now(desk: Desk) -> Fitted | None:
    async with desk:
        return await fit_whole(desk)


@once
def code() -> str:
    """Which code fits: what other code has fitted is not read back."""
    files = sorted(Path(recipes.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
