"""Places at a server: how many requests each piece of work may have in flight there.

The places are counted under a lock on the server's row, so all workers together never exceed its limit. A holder that
dies keeps its places until they run out, and no longer.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now

from evaluations.prototypes.models import LEASE, Endpoint, PastedRun, Share, Try
from evaluations.prototypes.models.tries import TryQuerySet


def take_places(
    endpoints: Sequence[Endpoint],
    lease: UUID,
    wanted: int,
    in_line: TryQuerySet | None = None,
    spared: int | None = None,
    *,
    leaves_one_to_pastes: bool = False,
) -> dict[int, int] | None:
    """Up to `wanted` places at the first endpoint and one at each other; None when one of them is full, or rests.

    A place is left for every try in `in_line`: for a worker these are all tries that wait, for a try those before it.
    One more is left at the endpoint with the key `spared`, if it has several: for searches, which do not wait; and one
    for the pastes, where one of them is due and a run of an idea asks.
    """
    first = Try.objects.waiting() if in_line is None else in_line
    places = {}
    for endpoint in Endpoint.objects.filter(pk__in=[endpoint.pk for endpoint in endpoints]).locked():
        Share.objects.filter(endpoint=endpoint).spent().delete()
        wanted_here = wanted if endpoint == endpoints[0] else 1
        for_searches = 1 if endpoint.pk == spared and endpoint.allowance > 1 else 0
        for_pastes = int(leaves_one_to_pastes and PastedRun.objects.are_due_at(endpoint))
        reserved = first.at([endpoint]).count() + for_searches + for_pastes
        free = 0 if endpoint.rests_for else Share.objects.free_places(endpoint) - reserved
        places[endpoint.pk] = max(0, min(free, max(1, wanted_here)))
    if not all(places.values()):
        return None
    Share.objects.bulk_create(
        Share(endpoint_id=pk, holder=lease, places=count, until=Now() + LEASE) for pk, count in places.items()
    )
    return places


def keep_places(lease: UUID) -> None:
    """Hold them for another lease."""
    Share.objects.filter(holder=lease).update(until=Now() + LEASE)


def give_back_places(lease: UUID) -> None:
    Share.objects.filter(holder=lease).delete()


@contextmanager
def one_place(endpoint: Endpoint) -> Iterator[bool]:
    """A place for a short request that belongs to no run; False when none is free now."""
    lease = uuid4()
    try:
        with transaction.atomic():
            places = take_places([endpoint], lease, 1)
        yield places is not None
    finally:
        give_back_places(lease)


@transaction.atomic
def learn_limit(endpoint: Endpoint, share: int, limit: int, *, too_many: bool) -> None:
    """Keep what a slice learned about the server. The slice had `share` places and ended with `limit` requests at once.

    If they were too many, the server loses as many places as the slice gave up. If the slice used its whole share, the
    next slices may have as much again."""
    known = Endpoint.objects.filter(pk=endpoint.pk).locked().get()
    if too_many:
        learned = max(1, known.allowance - (share - limit))
    elif limit >= share and (known.learned_limit or share >= known.max_in_flight):
        learned = min(known.max_in_flight, (known.learned_limit or 0) + share)
    else:
        return
    Endpoint.objects.filter(pk=endpoint.pk).update(learned_limit=learned)
