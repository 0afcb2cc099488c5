"""Earlier texts by API: read by everybody, removed for ever by the author alone."""

import pytest
from rest_framework.test import APIClient

from ideas import actions
from ideas.models import Idea
from ideas.texts import VERSIONED
from tests.factories import make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db


def make_versions(*pitches: str) -> Idea:
    idea = make_idea(pitch=pitches[0])
    for pitch in (*pitches[1:], "The pitch of today."):
        texts = {name: getattr(idea, name) for name in VERSIONED} | {"pitch": pitch}
        idea = actions.edit_idea(idea.author, idea, texts, ["letters"])
    return idea


def test_versions_are_read_page_by_page_the_newest_first(anyone: APIClient) -> None:
    idea = make_versions("One.", "Two.", "Three.")
    first = anyone.get(f"/api/v1/ideas/{idea.slug}/versions/?limit=2").json()
    rest = anyone.get(first["next"]).json()
    assert [each["pitch"] for each in [*first["results"], *rest["results"]]] == ["Three.", "Two.", "One."]
    assert rest["next"] is None and first["results"][0]["erased_by"] is None


def test_author_removes_the_words_and_everybody_sees_who_did(api: Api, anyone: APIClient) -> None:
    idea = make_versions("Call 030 1234567.")
    address = f"/api/v1/ideas/{idea.slug}/versions/"
    assert anyone.delete(f"{address}1/").status_code == 401
    for outsider in (make_person(), make_person(staff=True)):
        assert api(outsider).delete(f"{address}1/").status_code == 403
    for _ in range(2):  # repeating it changes nothing
        assert api(idea.author).delete(f"{address}1/").status_code == 204
    (version,) = anyone.get(address).json()["results"]
    assert version["pitch"] == version["title"] == "" and version["erased_by"] == "author" and version["erased"]
    assert api(idea.author).delete(f"{address}7/").status_code == 404
