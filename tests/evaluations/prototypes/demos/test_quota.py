"""How often a visitor may try demos, and how long it is known where a try came from."""

from datetime import timedelta

from django.utils import timezone
from pytest import mark

from evaluations.prototypes.demos.quota import forget_addresses
from evaluations.prototypes.models import Try
from tests.factories import make_run

pytestmark = mark.django_db


@mark.parametrize(("hours_ago", "known"), [(1, True), (23, True), (25, False)])
def test_network_of_a_try_is_forgotten_after_a_day(hours_ago: int, known: bool) -> None:
    run, now = make_run(), timezone.now()
    attempt = Try.objects.create(run=run, idea=run.revision.idea, address="5" * 64, until=now)
    Try.objects.filter(pk=attempt.pk).update(created=now - timedelta(hours=hours_ago))
    assert forget_addresses() == (not known)
    attempt.refresh_from_db()
    assert bool(attempt.address) is known
