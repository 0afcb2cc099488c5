"""Whose turn it is to try a demo."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from evaluations.prototypes.catalogue import places
from evaluations.prototypes.demos import line
from evaluations.prototypes.demos.line import DemoAway
from evaluations.prototypes.models import (
    Run,
    Try,
    TryState,
    Visitor,
)
from tests.fake_server import FakeServer

from .cast import ALICE, BOB

pytestmark = pytest.mark.django_db


def test_server_that_is_known_to_be_away_is_not_asked(demo: Run, chat_server: FakeServer) -> None:
    endpoint = demo.endpoints[0]
    endpoint.state, endpoint.reason = "down", "the connection is refused"
    with pytest.raises(DemoAway, match="the connection is refused"):
        line.begin(demo, ALICE)
    assert not chat_server.asked["chat"] and not Try.objects.exists()


def test_line_is_served_in_order_and_before_workers(demo: Run) -> None:
    held = line.begin(demo, Visitor(None, "198.51.100.9"))
    Try.objects.filter(pk=held.pk).update(state=TryState.LEFT)
    places.take_places(demo.endpoints, held.ticket, 99)
    first, second, third = (line.begin(demo, Visitor(None, f"192.0.2.{n}")) for n in (1, 2, 3))
    assert [line.get_turn(each) for each in (first, second, third)] == [False] * 3
    assert [line.people_ahead(each) for each in (first, second, third)] == [0, 1, 2]

    places.give_back_places(held.ticket)  # two places
    assert places.take_places(demo.endpoints, uuid4(), 99) is None  # a worker leaves both to the line
    assert not line.get_turn(third)
    assert line.get_turn(second) and line.get_turn(first) and not line.get_turn(third)


def test_dead_visitor_leaves_the_line(demo: Run) -> None:
    dead, alive = line.begin(demo, ALICE), line.begin(demo, BOB)
    Try.objects.filter(pk=dead.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert line.people_ahead(alive) == 0
    assert line.begin(demo, BOB, alive.ticket).pk == alive.pk
    assert line.begin(demo, ALICE, dead.ticket).pk != dead.pk


def test_ticket_of_somebody_else_is_worth_nothing(demo: Run) -> None:
    theirs = line.begin(demo, ALICE)
    assert line.begin(demo, BOB, theirs.ticket).pk != theirs.pk


def test_site_answers_no_more_at_once_than_its_threads_bear(demo: Run, settings: Settings) -> None:
    settings.TRIES_AT_ONCE = 1
    one, two = line.begin(demo, ALICE), line.begin(demo, BOB)
    assert line.get_turn(one) and not line.get_turn(two)
