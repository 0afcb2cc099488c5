"""The recipe of a demo, fitted on every row of its revision, and cached so that a try begins at once.

A run's held-out scores come from its folds. Nobody scores a demo, so its recipe may learn from all rows.
"""

import hashlib
from dataclasses import replace
from functools import cache as once
from pathlib import Path

from asgiref.sync import async_to_sync
from django.core.cache import cache

from evaluations.prototypes import recipes
from evaluations.prototypes.catalogue.servers import Servers
from evaluations.prototypes.models import CachedAnswer
from evaluations.prototypes.recipes.types import Fitted
from evaluations.prototypes.runs.context import Outbox, RunContext, passages_of
from evaluations.prototypes.runs.fit import fit_whole
from evaluations.prototypes.runs.store import add_new
from evaluations.prototypes.runs.vectors import Vectors

KEPT_FOR = 24 * 60 * 60  # seconds; a lost entry is fitted again


def fitted_for(context: RunContext, servers: Servers) -> Fitted | None:
    """From the cache, or fitted now; None when the deadline came before all vectors were there.

    Raises ServerUnavailable."""
    key = f"demo:{code()}:{context.run.pk}"
    fitted: Fitted | None = cache.get(key)
    if fitted is None:
        context, outbox = replace(context, passages=passages_of(context.revision)), Outbox()
        fitted = async_to_sync(fit_now)(context, servers, outbox)
        add_new(CachedAnswer, outbox.answers)  # vectors of the author's rows and documents
        cache.set(key, fitted, KEPT_FOR)
    return fitted


async def fit_now(context: RunContext, servers: Servers, outbox: Outbox) -> Fitted | None:
    async with servers:
        return await fit_whole(context, Vectors(context, servers, outbox))


@once
def code() -> str:
    """The version of the recipes' code, so that an entry that other code fitted is not read back."""
    files = sorted(Path(recipes.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
