"""Waiting by the API, for the token's person alone."""

import pytest
from rest_framework.test import APIClient

from evaluations.panel.models import Waiting
from tests.factories import make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db


def test_person_joins_and_leaves_as_often_as_they_like(api: Api) -> None:
    idea, program = make_idea(), api()
    address = f"/api/v1/ideas/{idea.slug}/waitlist/"
    for _ in range(2):
        assert program.put(address).json() == {"waits": True, "waiting": 1}
    demand = program.get(f"/api/v1/ideas/{idea.slug}/").json()["demand"]
    assert demand == {"waiting": 1, "tried": 0, "came_back": 0}
    assert api().delete(address).json() == {"waits": False, "waiting": 1}
    for _ in range(2):
        assert program.delete(address).json() == {"waits": False, "waiting": 0}


def test_who_may_not_wait_is_refused(api: Api, anyone: APIClient) -> None:
    idea, draft = make_idea(), make_idea(published=False)
    address = f"/api/v1/ideas/{idea.slug}/waitlist/"
    assert anyone.put(address).status_code == 401
    assert api(make_person(confirmed=False)).put(address).status_code == 409
    assert api(idea.author).put(address).status_code == 409
    assert api().put(f"/api/v1/ideas/{draft.slug}/waitlist/").status_code == 404
    assert not Waiting.objects.exists()
