"""Every address: no other site, no link and no outsider changes anything there."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from evaluations.prototypes.models import ExampleRevision, Run
from ideas.models import Comment, Idea
from marketplace.accounts.models import ApiToken, User
from tests.factories import make_person

from .addresses import Things, make_things, places_of

pytestmark = pytest.mark.django_db

# What is noted of a reader: sessions, and that they have seen an idea.
NOTED = {"Session", "BrowserSession", "UserSession", "Footprint", "Opening", "Glance", "EmailAddress"}


@pytest.fixture
def things(settings: Settings) -> Things:
    return make_things(settings)


def rows() -> dict[str, int]:
    models = [model for model in apps.get_models() if model.__name__ not in NOTED]
    return {model.__name__: model._base_manager.count() for model in models}


def state_of(things: Things) -> list[Any]:
    """All columns of what the person made."""
    noted = ("last_login", "votes", "ranked_votes", "comment_count", "hot", "impressions")
    found: list[Any] = []
    for row in (things.person, things.idea, things.run, things.comment):
        columns = [field.attname for field in row._meta.concrete_fields if field.attname not in noted]
        found.append(type(row)._base_manager.values_list(*columns).get(pk=row.pk))
    return found


def test_following_any_link_changes_nothing(things: Things) -> None:
    client = Client()
    client.force_login(things.person)
    before, state = rows(), state_of(things)
    for name, place in places_of(things):
        client.get(place)
        assert state_of(things) == state, name
    after = rows()
    made_by_places = {"OpenModel", "Endpoint"}
    changed = {name for name in after if after[name] != before[name]} - made_by_places
    assert changed <= {"IdeaVector"}
    assert "Sign out" in client.get("/").text


def test_form_of_another_site_changes_nothing_and_is_refused(things: Things) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://evil.example"})
    client.force_login(things.person)
    state, before = state_of(things), rows()
    for name, place in places_of(things):
        if not place.startswith("/api/"):
            assert client.post(place, {"confirm": "1", "text": "x", "do": "go"}).status_code >= 300, name
    assert state_of(things) == state
    assert {name for name, count in rows().items() if count != before[name]} <= {"OpenModel", "Endpoint"}


def test_session_of_a_browser_is_no_key_to_the_api(things: Things) -> None:
    client = Client()
    client.force_login(things.person)
    for name, place in places_of(things):
        if place.startswith("/api/"):
            for method in ("post", "put", "patch", "delete"):
                status = getattr(client, method)(place, {}, content_type="application/json").status_code
                assert status >= 400 or name in ("api-try", "api-waitlist"), (method, place)


FILLED = {"text": "mine", "title": "mine", "do": "go", "decision": "hidden", "reason": "x"}


@pytest.mark.parametrize("body", [{}, FILLED], ids=["empty", "filled"])
def test_outsider_changes_nothing_of_somebody_else(things: Things, body: dict[str, Any]) -> None:
    outsider = make_person("outsider")
    _, secret = ApiToken.objects.issue(outsider, "a program")
    browser, program = Client(), Client(headers={"Authorization": f"Bearer {secret}"})
    browser.force_login(outsider)
    token, _ = ApiToken.objects.issue(things.person, "theirs")
    mine = {"ideas": 1, "comments": 1, "revisions": ExampleRevision.objects.count(), "runs": Run.objects.count()}
    state = state_of(things)
    for _, place in places_of(things):
        if "logout" in place:
            continue
        if place.startswith("/api/"):
            for method in ("post", "put", "patch", "delete"):
                getattr(program, method)(place, body, content_type="application/json")
        else:
            browser.post(place, body)
    browser.post(f"/account/tokens/{token.pk}/revoke/")
    assert state_of(things) == state
    assert ApiToken.objects.live().filter(pk=token.pk).exists()
    assert User.objects.get(pk=things.person.pk).is_active
    assert Idea.objects.by(things.person).count() == mine["ideas"]
    assert Comment.objects.by(things.person).count() == mine["comments"]
    assert ExampleRevision.objects.count() == mine["revisions"] and Run.objects.count() == mine["runs"]
