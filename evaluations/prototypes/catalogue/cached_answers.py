"""Answers by content address: looked up before anything is asked, and kept once it was."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.core.cache import cache

from evaluations.prototypes.engines import Reply, Request, key_of
from evaluations.prototypes.models import CachedAnswer, ModelKind, OpenModel, Run
from evaluations.prototypes.runs.context import Columns, Kept

MOST_FAILURES = 2  # slices in which a text failed again and again
GIVEN_UP_FOR = 600  # seconds


def key_for(model: OpenModel, request: Request) -> str:
    """An embedding depends on where its input is cut, a chat answer does not."""
    return key_of(model.identity, request, model.context_tokens if model.kind == ModelKind.EMBEDDING else None)


def look_up(run: Run, requests: Mapping[str, Request]) -> dict[str, Kept]:
    """The replies that are kept, by key. What the run asked itself, in an earlier slice, is not from the cache."""
    rows = CachedAnswer.objects.filter(key__in=list(requests)).values_list("key", "run_id", "response", "vector")
    return {key: Kept(reply_of(told, vector, requests[key]), by != run.pk) for key, by, told, vector in rows}


def reply_of(response: Mapping[str, Any], vector: bytes | memoryview | None, request: Request) -> Reply:
    return Reply.from_json(response, request, None if vector is None else vector_of(vector))


def vector_of(kept: bytes | memoryview) -> Sequence[float]:
    return array("f", np.frombuffer(kept, "<f4").astype("f").tobytes())


def row_of(run: Run, key: str, reply: Reply) -> Columns:
    vector = None if reply.vector is None else np.asarray(reply.vector, "<f4").tobytes()
    return {"key": key, "run_id": run.pk, "response": reply.as_json(), "vector": vector}


def note_failure(key: str) -> None:
    """What is behind the key failed in this slice, for as long as it was asked, though others were answered."""
    cache.set(f"failed:{key}", cache.get(f"failed:{key}", 0) + 1, GIVEN_UP_FOR)


def given_up(keys: Iterable[str]) -> set[str]:
    """Those that failed in so many slices that nobody asks for them for a while: it would take all of every slice."""
    times = cache.get_many([f"failed:{key}" for key in keys])
    return {name.removeprefix("failed:") for name, failures in times.items() if failures >= MOST_FAILURES}
