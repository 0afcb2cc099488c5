"""Which servers are up, what they serve, and what they do with a JSON schema. A run that needs a server that is away
waits, and says for which.

A server also counts as away when requests to it fail although its health check passes: its circuit breaker is open. The
breaker closes when a tiny real request is answered again.

What a model's server does with a schema is asked once for each build, by beat and never by a run.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.engines import (
    ONCE,
    Away,
    Busy,
    Engine,
    Patience,
    Probe,
    chat_request,
    embedding_request,
)
from evaluations.prototypes.models import (
    Endpoint,
    EndpointState,
    ExampleRevision,
    ModelKind,
    OpenModel,
    Run,
    SchemaSupport,
)
from evaluations.prototypes.models.run_queue import RunQueue, rest_of
from evaluations.prototypes.results.answers import conclude

from .places import one_place
from .servers import ServerUnavailable

logger = logging.getLogger(__name__)
HALF_OPEN = PROBING = Patience(attempts=1, timeout=10.0, connect=1.0)


def check_endpoints() -> None:
    """Check every enabled endpoint, record its state, and let waiting runs go on if it is back. If the check of one
    endpoint breaks, its state stays as it was, and the others are recorded all the same."""
    endpoints = list(Endpoint.objects.to_check().prefetch_related("models"))
    for endpoint, probe in zip(endpoints, async_to_sync(probes_of)(endpoints), strict=True):
        try:
            note_probe(endpoint, probe)
        except Exception:
            logger.exception("the check of %s broke", endpoint)


async def probes_of(endpoints: Sequence[Endpoint]) -> list[Probe | BaseException]:
    return await asyncio.gather(*(probe_of(endpoint) for endpoint in endpoints), return_exceptions=True)


def note_probe(endpoint: Endpoint, probe: Probe | BaseException) -> None:
    if isinstance(probe, BaseException):
        raise probe
    Run.queue.open().waiting_for_rest_of(endpoint).wait_for("")  # only checked after its rest
    note_state(endpoint, probe)
    if probe.state == "up":
        note_served(endpoint, probe)


async def probe_of(endpoint: Endpoint) -> Probe:
    models = [model for model in endpoint.models.all() if model.enabled]
    is_known = endpoint.is_up and bool(endpoint.found_kind)
    async with Engine(endpoint.as_server, patience=ONCE) as engine:
        found = await engine.probe([model.served_as for model in models], is_known=is_known)
    if found.state == "up" and endpoint.tripped and models:
        return replace(found, **await how_it_answers(endpoint, models[0]))
    return found


async def how_it_answers(endpoint: Endpoint, model: OpenModel) -> dict[str, Any]:
    """The state of a server whose breaker is open, found by one real request. No run asks it meanwhile."""
    async with Engine(endpoint.as_server, patience=HALF_OPEN) as engine:
        try:
            if model.kind == ModelKind.EMBEDDING:
                reply = await engine.embed(embedding_request(model.served_as, "yes"), model.context_tokens)
            else:
                reply = await engine.chat(chat_request(model.served_as, [{"role": "user", "content": "Say yes."}], 1))
        except (Away, Busy) as error:
            await keep_to_rest(endpoint, error)
            return {"state": "down", "reason": str(error)}
    return {"state": "down", "reason": reply.last_failure} if reply.outcome == "error" else {}


def note_unavailable(server: ServerUnavailable) -> None:
    """A run or a try met a server that is away, or that needs a rest."""
    if isinstance(server.cause, Busy):
        note_rest(server.endpoint, server.cause)
    else:
        note_state(server.endpoint, Probe("down", str(server.cause)), trips=True)


async def keep_to_rest(endpoint: Endpoint, error: Exception) -> None:
    """If the server needs a rest, let everybody keep to it."""
    if isinstance(error, Busy):
        await sync_to_async(note_rest)(endpoint, error)


def note_rest(endpoint: Endpoint, busy: Busy) -> None:
    until = timezone.now() + timedelta(seconds=busy.wait)
    Endpoint.objects.filter(pk=endpoint.pk).update(rests_until=until, reason=busy.why)
    Run.queue.open().needing(endpoint).wait_for(f"{rest_of(endpoint)} {until:%H:%M:%S} UTC, since {busy.why}")


def note_served(endpoint: Endpoint, probe: Probe) -> None:
    """Store what the server reports about its models, if it is new."""
    for model in endpoint.models.all():
        served = probe.of_model(model.served_as)
        if served:
            OpenModel.objects.put_served(model, served.digest, served.file, served.context_tokens)


def note_state(endpoint: Endpoint, probe: Probe, *, trips: bool = False) -> None:
    """Store the state and since when it holds; if it changed, say so on the runs that need the server and their ideas.
    `trips`: requests failed, and the breaker opens."""
    changed, waiting = put_state(endpoint, probe, trips=trips)
    runs = Run.queue.open().offered().needing(endpoint)
    if changed or (waiting and runs.filter(waiting_for="").exists()):
        let_wait(runs, waiting)


def let_wait(runs: RunQueue[Run], reason: str) -> None:
    """Say on the runs, and on their ideas, why they wait; "" when they no longer do."""
    # Only if that is news: at a start every server is new, and an idea takes a tenth of a second to conclude.
    changed = runs.not_waiting_for(reason)
    revisions = list(changed.values_list("revision", flat=True).distinct())
    changed.wait_for(reason)
    for revision in ExampleRevision.objects.current().filter(pk__in=revisions):
        conclude(revision)


@transaction.atomic
def put_state(endpoint: Endpoint, probe: Probe, *, trips: bool) -> tuple[bool, str]:
    """Whether the state has changed, and the reason for runs to wait, "" for none."""
    now = timezone.now()
    known = Endpoint.objects.filter(pk=endpoint.pk).locked().get()
    if not trips and known.tripped != endpoint.tripped:
        return False, known.absence  # it failed while it was checked, and that is newer
    changed = known.state != probe.state
    known.tripped = known.tripped or now if trips else known.tripped if probe.state != "up" else None
    known.found_kind = probe.kind or known.found_kind
    known.state, known.reason, known.checked = EndpointState(probe.state), probe.reason[:300], now
    known.build = probe.build or known.build
    if changed:
        known.since = now
    known.save(update_fields=["state", "reason", "checked", "build", "since", "tripped", "found_kind"])
    return changed, known.absence


def probe_models() -> int:
    """Probe the models that are due; how many were probed. One whose server is full is left for the next time."""
    return sum(probe_model(model) for model in OpenModel.objects.to_probe())


def probe_model(model: OpenModel) -> bool:
    with one_place(model.endpoint) as has_place:
        if has_place:
            OpenModel.objects.put_probed(model, async_to_sync(schema_support)(model))
        return has_place


async def schema_support(model: OpenModel) -> str:
    try:
        async with Engine(model.endpoint.as_server, patience=PROBING) as engine:
            return await engine.probe_schema(model.served_as)
    except (Away, Busy) as error:
        logger.info("%s could not be probed: %s %s", model, model.endpoint, error)
        await keep_to_rest(model.endpoint, error)
        return SchemaSupport.UNKNOWN
