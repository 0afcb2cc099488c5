"""What invited groups say of an idea, for programs."""

import pytest
from django.test import Client

from tests.evaluations.panel.actions.test_invited_panels import invite, own_ideas, sit
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_each_group_has_its_name_its_n_and_its_bounds(client: Client) -> None:
    maker, (idea,) = own_ideas("Smiths")
    panel = invite(maker, idea)
    for number in range(5):
        sit(panel, right=number > 0)
    (voice,) = client.get(f"/api/v1/ideas/{idea.slug}/panels/").json()
    assert (voice["name"], voice["n"], voice["aside"]) == ("Year 11", 5, 0)
    got_it = voice["shares"][0]
    assert (got_it["what"], got_it["yes"], got_it["n"]) == ("got it", 4, 5)
    assert 0 < got_it["lower"] < 0.8 < got_it["upper"] < 1
    assert panel.token not in client.get(f"/api/v1/ideas/{idea.slug}/panels/").text


def test_small_groups_and_ideas_that_are_not_published_say_nothing(client: Client) -> None:
    maker, (idea,) = own_ideas("Smiths")
    panel = invite(maker, idea)
    for _ in range(4):
        sit(panel)
    assert client.get(f"/api/v1/ideas/{idea.slug}/panels/").json() == []
    draft = make_idea(published=False)
    assert client.get(f"/api/v1/ideas/{draft.slug}/panels/").status_code == 404
