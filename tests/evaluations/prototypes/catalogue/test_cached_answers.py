"""The cache of answers does not grow for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest import mark

from evaluations.prototypes.catalogue.cached_answers import evict_answers
from evaluations.prototypes.models import CachedAnswer

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
