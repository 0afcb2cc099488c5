"""Which servers are there. A run that needs one that is away waits, and says for what."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.engines import ONCE, Busy, Engine, Probe
from evaluations.prototypes.models import Endpoint, EndpointState, ExampleRevision, Run
from evaluations.prototypes.models.run import RunQuerySet
from evaluations.prototypes.serving import server_of

from .concluding import conclude
from .desk import Troubled


def check_endpoints() -> None:
    """Ask every enabled endpoint how it is, note it, and let waiting runs go on where it is back."""
    endpoints = list(Endpoint.objects.enabled().prefetch_related("models"))
    for endpoint, probe in zip(endpoints, async_to_sync(probes_of)(endpoints), strict=True):
        note_state(endpoint, probe)


async def probes_of(endpoints: Sequence[Endpoint]) -> list[Probe]:
    return await asyncio.gather(*(probe_of(endpoint) for endpoint in endpoints))


async def probe_of(endpoint: Endpoint) -> Probe:
    async with Engine(server_of(endpoint), patience=ONCE) as engine:
        return await engine.probe([model.served_as for model in endpoint.models.all() if model.enabled])


def note_trouble(trouble: Troubled) -> None:
    """A run met a server that is away, or that asks for a rest."""
    if isinstance(trouble.cause, Busy):
        note_rest(trouble.endpoint, trouble.cause.wait)
    else:
        note_state(trouble.endpoint, Probe("down", str(trouble.cause)))


def note_rest(endpoint: Endpoint, seconds: float) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    Endpoint.objects.filter(pk=endpoint.pk).update(rests_until=until)
    Run.objects.open().needing(endpoint).wait_for(f"{endpoint.name} asks for a rest until {until:%H:%M:%S} UTC")


def note_state(endpoint: Endpoint, probe: Probe) -> None:
    """Write down the state and since when; where it changed, say so on the runs that need it and their ideas."""
    changed, waiting = put_state(endpoint, probe)
    runs = Run.objects.open().offered().needing(endpoint)
    if changed or (waiting and runs.filter(waiting_for="").exists()):
        let_wait(runs, waiting)


def let_wait(runs: RunQuerySet, what: str) -> None:
    """Say on the runs, and on their ideas, what they wait for; "" for nothing any more."""
    revisions = list(runs.values_list("revision", flat=True).distinct())
    runs.wait_for(what)
    for revision in ExampleRevision.objects.current().filter(pk__in=revisions):
        conclude(revision)


@transaction.atomic
def put_state(endpoint: Endpoint, probe: Probe) -> tuple[bool, str]:
    """Whether the state is another than before, and what is to wait for."""
    now = timezone.now()
    known = Endpoint.objects.filter(pk=endpoint.pk).locked().get()
    changed = known.state != probe.state
    known.state, known.reason, known.checked = EndpointState(probe.state), probe.reason[:300], now
    known.build = probe.build or known.build
    if changed:
        known.since = now
    known.save(update_fields=["state", "reason", "checked", "build", "since"])
    return changed, known.absence
