"""How often a visitor may try demos, and how long it is known where a try came from."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from evaluations.prototypes.demos import line
from evaluations.prototypes.demos.quota import TooManyTries, allowances, forget_addresses
from evaluations.prototypes.models import (
    Run,
    Try,
    TryState,
    Visitor,
)
from tests.factories import make_person, make_run

from .cast import ALICE, BOB, tried

pytestmark = pytest.mark.django_db


def test_quota_of_an_address_leaves_people_and_others_alone(demo: Run, settings: Settings) -> None:
    settings.TRIES_PER_HOUR_BY_ADDRESS = 2
    for _ in range(2):
        tried(demo)
    with pytest.raises(TooManyTries, match="2 tries in an hour are the most for an address without an account"):
        line.begin(demo, ALICE)
    assert [each.left for each in allowances(ALICE)] == [0, 58]
    line.begin(demo, BOB)
    line.begin(demo, Visitor(make_person(), "192.0.2.1"))


@given(ages=st.lists(st.floats(0, 30), max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_allowance_counts_what_is_younger_than_its_window(demo: Run, ages: list[float]) -> None:
    Try.objects.all().delete()
    now = timezone.now()
    for hours in ages:
        row = Try.objects.create(
            idea_id=demo.revision.idea_id, run=demo, address=ALICE.address, until=now, state=TryState.ANSWERED
        )
        Try.objects.filter(pk=row.pk).update(created=now - timedelta(hours=hours))
    by_hour, by_day = allowances(ALICE)
    assert by_hour.left == by_hour.limit - sum(hours < 1 for hours in ages)
    assert by_day.left == by_day.limit - sum(hours < 24 for hours in ages)
    assert 0 < by_hour.resets_in <= 3_601 and 0 < by_day.resets_in <= 86_401


@pytest.mark.parametrize(("hours_ago", "known"), [(1, True), (23, True), (25, False)])
def test_network_of_a_try_is_forgotten_after_a_day(hours_ago: int, known: bool) -> None:
    run, now = make_run(), timezone.now()
    attempt = Try.objects.create(run=run, idea=run.revision.idea, address="5" * 64, until=now)
    Try.objects.filter(pk=attempt.pk).update(created=now - timedelta(hours=hours_ago))
    assert forget_addresses() == (not known)
    attempt.refresh_from_db()
    assert bool(attempt.address) is known
