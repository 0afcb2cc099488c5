"""The cache of answers by content address: looked up before a model is asked, filled afterwards, and bounded."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.core.cache import cache

from evaluations.prototypes.engines import Reply, Request, key_of
from evaluations.prototypes.models import CachedAnswer, ModelKind, OpenModel, Run

MAX_FAILURES = 2  # slices in which a text failed
GIVEN_UP_FOR = 600  # seconds


@dataclass(frozen=True, slots=True)
class CachedReply:
    """A reply, and whether it was in the cache already, so that this run spent nothing on it."""

    reply: Reply
    from_cache: bool = False


def key_for(model: OpenModel, request: Request) -> str:
    """An embedding depends on where its input is cut, a chat answer does not."""
    return key_of(model.identity, request, model.context_tokens if model.kind == ModelKind.EMBEDDING else None)


def look_up(run: Run, requests: Mapping[str, Request], paste: int | None = None) -> dict[str, CachedReply]:
    """The replies in the cache, by key. A reply that this run itself paid for, in an earlier slice, is not counted as
    from the cache. `paste`: the key of the paste for whose rows they are, if any."""
    known = CachedAnswer.objects.open_to(paste).filter(key__in=list(requests))
    rows = known.values_list("key", "run_id", "response", "vector")
    return {
        key: CachedReply(reply_of(response, vector, requests[key]), from_cache=asked_by != run.pk)
        for key, asked_by, response, vector in rows
    }


def reply_of(response: Mapping[str, Any], vector: bytes | memoryview | None, request: Request) -> Reply:
    return Reply.from_json(response, request, None if vector is None else vector_of(vector))


def vector_of(stored: bytes | memoryview) -> Sequence[float]:
    return array("f", np.frombuffer(stored, "<f4").astype("f").tobytes())


def row_of(run: Run, key: str, reply: Reply, paste: int | None = None) -> dict[str, Any]:
    vector = None if reply.vector is None else np.asarray(reply.vector, "<f4").tobytes()
    return {"key": key, "run_id": run.pk, "paste_id": paste, "response": reply.as_json(), "vector": vector}


def note_failure(key: str) -> None:
    """This request failed through a whole slice, although others were answered."""
    cache.set(f"failed:{key}", cache.get(f"failed:{key}", 0) + 1, GIVEN_UP_FOR)


def given_up(keys: Iterable[str]) -> set[str]:
    """Those that failed in MAX_FAILURES slices. They are left alone for a while: asking takes all of every slice."""
    times = cache.get_many([f"failed:{key}" for key in keys])
    return {name.removeprefix("failed:") for name, failures in times.items() if failures >= MAX_FAILURES}


def evict_answers() -> int:
    """Delete the oldest beyond what is kept; how many they were. Trials keep their own record of every answer."""
    return CachedAnswer.objects.evict(settings.ANSWERS_KEPT)
