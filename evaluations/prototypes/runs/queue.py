"""Who works on which run: a run is leased for a slice, and with it a share of the places at every server it asks.

The rows decide: a run is taken by one conditional UPDATE. A worker that dies keeps the run and its places until the
lease runs out, and no longer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from evaluations.prototypes.catalogue.places import keep_places, take_places
from evaluations.prototypes.models import OpenModel, PastedRun, Run, Share, Try

LOOK_AHEAD = 20  # runs to try, when others are quicker or their servers are full


@dataclass(frozen=True, slots=True)
class LeasedRun:
    """`places`: how many requests it may have in flight, by the endpoint's key."""

    run: Run
    lease: UUID
    places: Mapping[int, int]


def claim(lane: str) -> LeasedRun | None:
    """The next run of the lane for one worker, or None when nothing can be done now.

    Runs at servers where nobody works come first: a server that hangs must not hold all workers while others are idle.
    """
    searched = OpenModel.objects.of_ideas()
    spared = searched.endpoint_id if searched else None
    full = list(Share.objects.full_endpoints(spared))
    busy = list(Share.objects.live().values_list("endpoint", flat=True))
    for passed_over in [busy, []] if busy else [[]]:
        runs = Run.queue.claimable(lane, full).exclude(model__endpoint__in=passed_over)
        for pk in runs.values_list("pk", flat=True)[:LOOK_AHEAD]:
            if leased := take(pk, spared):
                return leased
    return None


@transaction.atomic
def take(pk: int, spared: int | None) -> LeasedRun | None:
    run = Run.objects.for_rows().get(pk=pk)
    lease = uuid4()
    wanted = run.sample - run.trials_done + run.errors
    places = take_places(run.endpoints, lease, wanted, spared=spared, leaves_one_to_pastes=True)
    if places is None or not Run.queue.take(pk, lease):
        transaction.set_rollback(True)
        return None
    return LeasedRun(run, lease, places)


@transaction.atomic
def renew(leased: LeasedRun) -> bool:
    """Keep the run and its places for another lease; False when the run is no longer ours."""
    keep_places(leased.lease)
    return Run.queue.renew(leased.lease)


def is_held(leased: LeasedRun) -> bool:
    """Whether the run is still ours: not stopped, and not taken by another worker."""
    return Run.queue.held_under(leased.lease).exists()


def is_awaited(leased: LeasedRun) -> bool:
    """Whether a visitor waits at a server where this run has places: to try a demo, or rows of their own."""
    endpoints = leased.run.endpoints
    return Try.objects.waiting().at(endpoints).exists() or any(map(PastedRun.objects.are_due_at, endpoints))
