from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.panel.actions import forget_networks
from evaluations.panel.models import Challenge
from tests.evaluations.panel.cast import make_glance
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_hash_of_a_network_is_forgotten_after_thirty_days_and_the_card_stays() -> None:
    for _ in range(2):
        make_glance(make_idea())
    old = Challenge.objects.order_by("pk")[0]
    Challenge.objects.filter(pk=old.pk).update(dealt=timezone.now() - timedelta(days=30, minutes=1))
    assert forget_networks() == 1
    old.refresh_from_db()
    assert old.address == "" and Challenge.objects.exclude(address="").count() == 1
    assert forget_networks() == 0
