"""The cache of answers does not grow for ever, and where a try came from is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest import mark

from evaluations.prototypes.catalogue.retention import evict_answers, forget_addresses
from evaluations.prototypes.models import CachedAnswer, Try
from tests.factories import make_run

pytestmark = mark.django_db


@pytest.fixture
def five_answers(db: None) -> None:
    now = timezone.now()
    CachedAnswer.objects.bulk_create(CachedAnswer(key=f"{hours}", response={}) for hours in range(5))
    for hours in range(5):
        CachedAnswer.objects.filter(key=f"{hours}").update(created=now - timedelta(hours=hours))


@mark.parametrize(("most", "left"), [(0, ""), (3, "012"), (5, "01234"), (9, "01234")])
def test_oldest_answers_leave_the_cache(five_answers: None, settings: Any, most: int, left: str) -> None:
    settings.ANSWERS_KEPT = most
    assert evict_answers() == 5 - len(left)
    assert "".join(sorted(CachedAnswer.objects.values_list("key", flat=True))) == left


@mark.parametrize(("hours_ago", "known"), [(1, True), (23, True), (25, False)])
def test_network_of_a_try_is_forgotten_after_a_day(hours_ago: int, known: bool) -> None:
    run, now = make_run(), timezone.now()
    attempt = Try.objects.create(run=run, idea=run.revision.idea, address="5" * 64, until=now)
    Try.objects.filter(pk=attempt.pk).update(created=now - timedelta(hours=hours_ago))
    assert forget_addresses() == (not known)
    attempt.refresh_from_db()
    assert bool(attempt.address) is known
