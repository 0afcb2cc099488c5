"""Who works on what: a run is leased for a slice, and with it a share of the places at every server it asks.

Rows decide. A run is taken by one conditional UPDATE; the places are counted under a lock on the server's row, so
all workers together never have more requests in flight there than its limit. Whoever dies keeps both until the
lease runs out, and no longer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now

from evaluations.prototypes.models import LEASE, Endpoint, OpenModel, Run, Share, Try
from evaluations.prototypes.models.tries import TryQuerySet

LOOK_AHEAD = 20  # runs to try, when others are quicker or their servers are full


@dataclass(frozen=True, slots=True)
class Claim:
    """A leased run. `places`: how many requests it may have in flight, by the endpoint's key."""

    run: Run
    lease: UUID
    places: dict[int, int]


def claim(lane: str) -> Claim | None:
    """The next run of the lane for one worker, or None when nothing can be done now.

    First of those at servers where nobody works: one that hangs must not hold all workers while others are idle."""
    searched = OpenModel.objects.of_ideas()
    spared = searched.endpoint_id if searched else None
    full = list(Share.objects.full_endpoints(spared))
    busy = list(Share.objects.live().values_list("endpoint", flat=True))
    for passed_over in [busy, []] if busy else [[]]:
        runs = Run.objects.claimable(lane, full).exclude(model__endpoint__in=passed_over)
        for pk in runs.values_list("pk", flat=True)[:LOOK_AHEAD]:
            if taken := take(pk, spared):
                return taken
    return None


@transaction.atomic
def take(pk: int, spared: int | None) -> Claim | None:
    run = Run.objects.for_rows().get(pk=pk)
    lease = uuid4()
    places = take_places(run.endpoints, lease, run.sample - run.trials_done + run.errors, spared=spared)
    if places is None or not Run.objects.take(pk, lease):
        transaction.set_rollback(True)
        return None
    return Claim(run, lease, places)


def take_places(
    endpoints: Sequence[Endpoint],
    lease: UUID,
    wanted: int,
    in_line: TryQuerySet | None = None,
    spared: int | None = None,
) -> dict[int, int] | None:
    """Up to `wanted` places at the first endpoint and one at each other; None when one of them is full, or rests.

    A place is left for every try in `in_line`: for a worker all that wait for a demo, for a try those before it. One
    more is left at the endpoint with the key `spared`, if it has several: runs leave it to searches, which do not wait.
    """
    first = Try.objects.waiting() if in_line is None else in_line
    places = {}
    for endpoint in Endpoint.objects.filter(pk__in=[endpoint.pk for endpoint in endpoints]).locked():
        Share.objects.filter(endpoint=endpoint).spent().delete()
        most = wanted if endpoint == endpoints[0] else 1
        left = first.at([endpoint]).count() + (endpoint.pk == spared and endpoint.allowance > 1)
        free = 0 if endpoint.rests_for else Share.objects.free_places(endpoint) - left
        places[endpoint.pk] = max(0, min(free, max(1, most)))
    if not all(places.values()):
        return None
    Share.objects.bulk_create(
        Share(endpoint_id=pk, holder=lease, places=count, until=Now() + LEASE) for pk, count in places.items()
    )
    return places


@transaction.atomic
def renew(claim: Claim) -> bool:
    """Keep the run and its places for another lease; False when the run is no longer ours."""
    keep_places(claim.lease)
    return Run.objects.renew(claim.lease)


def keep_places(lease: UUID) -> None:
    Share.objects.filter(holder=lease).update(until=Now() + LEASE)


def is_held(claim: Claim) -> bool:
    """Whether the run is still ours: not stopped, and not taken by another."""
    return Run.objects.held_under(claim.lease).exists()


@transaction.atomic
def learn_limit(endpoint: Endpoint, share: int, limit: int, *, too_many: bool) -> None:
    """Keep what a slice with so large a share learned of the server, which ended with `limit` requests at once.

    Where they were too many, the server has as many places less as the slice gave up; where all of its share was
    of use, the next slices may have as much again."""
    known = Endpoint.objects.filter(pk=endpoint.pk).locked().get()
    if too_many:
        learned = max(1, known.allowance - (share - limit))
    elif limit >= share and (known.learned_limit or share >= known.max_in_flight):
        learned = min(known.max_in_flight, (known.learned_limit or 0) + share)
    else:
        return
    Endpoint.objects.filter(pk=endpoint.pk).update(learned_limit=learned)


def is_awaited(claim: Claim) -> bool:
    """Whether somebody waits to try a demo at a server where this run has places."""
    return Try.objects.waiting().at(claim.run.endpoints).exists()


@contextmanager
def one_place(endpoint: Endpoint) -> Iterator[bool]:
    """A place for something short that is no run; False when there is none now."""
    lease = uuid4()
    try:
        with transaction.atomic():
            places = take_places([endpoint], lease, 1)
        yield places is not None
    finally:
        give_back_places(lease)


def give_back_places(lease: UUID) -> None:
    Share.objects.filter(holder=lease).delete()
