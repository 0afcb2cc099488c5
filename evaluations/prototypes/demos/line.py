"""Whose turn it is to try a demo: a visitor gets in the line, keeps the place by asking again, and takes a place at
every server that the demo asks. Workers leave places to the line (`catalogue.places`)."""

import time
from datetime import timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from evaluations.prototypes.catalogue.places import take_places
from evaluations.prototypes.models import LEASE, Run, Try, TryState, Visitor
from evaluations.prototypes.models.tries import WAITS

from .quota import MAX_LINE, TooManyTries, check_tries

LOOK_EVERY = 0.1  # seconds
RESTING = "Its model is resting. Try again in {} s. What you typed is still here."


class DemoAway(Exception):
    """The demo cannot be asked now; the message says why. `wait`: the seconds until it can, if they are known."""

    def __init__(self, why: str, wait: int | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def begin(demo: Run, visitor: Visitor, ticket: UUID | None = None) -> Try:
    """The try that waits under this ticket, else a new one. Raises TooManyTries, DemoAway."""
    check_rest(demo)
    waiting = Try.objects.waiting().of(visitor).filter(ticket=ticket, run=demo).first() if ticket else None
    attempt = waiting or get_in_line(demo, visitor)
    attempt.run = demo
    return attempt


def check_rest(demo: Run) -> None:
    """Raises DemoAway, also for a visitor who is in the line already: nobody gets a place while a server rests."""
    for endpoint in demo.endpoints:
        if seconds := endpoint.rests_for:
            raise DemoAway(RESTING.format(seconds), seconds)


@transaction.atomic
def get_in_line(demo: Run, visitor: Visitor) -> Try:
    for endpoint in demo.endpoints:
        if endpoint.absence:
            raise DemoAway(f"Its model cannot be asked now: {endpoint.absence}. What you typed is still here.")
    check_tries(visitor)
    if Try.objects.waiting().at(demo.endpoints).count() >= MAX_LINE:
        raise TooManyTries(f"{MAX_LINE} people are waiting for this model already. Come back in a few minutes.")
    return Try.objects.create(
        idea_id=demo.revision.idea_id, run=demo, person=visitor.person, address=visitor.address, until=Now() + WAITS
    )


def get_turn(attempt: Try, patience: float = 0.0, keep: timedelta = WAITS) -> bool:
    """Whether the try gets its places now, or within `patience` seconds. If not, it keeps its place in the line for as
    long as `keep` says."""
    until = monotonic() + patience
    while not take_turn(attempt, keep):
        if monotonic() >= until:
            return False
        time.sleep(LOOK_EVERY)
    return True


@transaction.atomic
def take_turn(attempt: Try, keep: timedelta) -> bool:
    """Take one place at each server, if enough are free for everybody who came earlier as well."""
    earlier = Try.objects.waiting().before(attempt)
    if not Try.objects.keep_place(attempt, keep):
        return False  # another window of the same visitor took it
    if Try.objects.answering().count() >= settings.TRIES_AT_ONCE:
        return False
    if take_places(attempt.run.endpoints, attempt.ticket, 1, in_line=earlier) is None:
        return False
    return bool(Try.objects.filter(pk=attempt.pk).update(state=TryState.ANSWERING, until=Now() + LEASE))


def people_ahead(attempt: Try) -> int:
    return Try.objects.waiting().at(attempt.run.endpoints).before(attempt).count()
