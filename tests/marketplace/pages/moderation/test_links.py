"""A post with too many links is refused wherever it is sent: the message names the text, and nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from ideas.models import Comment, Idea
from marketplace.accounts.models import ApiToken, User
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
MANY = "https://a.example https://b.example https://c.example"
SAYS = "a post can have 2 links. Please take some out."


@pytest.fixture
def newcomer(client: Client) -> User:
    person = make_person("newcomer", days_old=0)
    client.force_login(person)
    return person


def refused(client: Client, address: str, typed: dict[str, Any]) -> str:
    response = client.post(address, typed)
    assert response.status_code == 422 and SAYS in response.text
    return response.text


def test_comment_with_too_many_links_comes_back_in_its_form(client: Client, newcomer: User) -> None:
    assert MANY in refused(client, f"/ideas/{make_idea().slug}/comments/", {"text": MANY})
    mine = make_comment(author=newcomer)
    assert MANY in refused(client, f"/comments/{mine.pk}/edit/", {"text": MANY})
    assert Comment.objects.get().text == "Good."


def test_claim_with_too_many_links_comes_back_in_its_form(client: Client, newcomer: User) -> None:
    said = {"product": "Sorter", "company": "Big Lab", "link": "https://example.org/sorter", "lacks": MANY}
    assert MANY in refused(client, f"/ideas/{make_idea().slug}/prior-art/", said)


def test_edited_idea_with_too_many_links_comes_back_in_its_form(client: Client, newcomer: User) -> None:
    idea = make_idea(newcomer)
    typed = {"title": idea.title, "pitch": idea.pitch, "problem": MANY, "audience": idea.audience, "seen": idea.saves}
    page = refused(client, f"/ideas/{idea.slug}/edit/", typed)
    assert MANY in page and 'aria-invalid="true"' in page


def test_draft_with_too_many_links_is_kept_and_names_the_text(client: Client, newcomer: User) -> None:
    draft = make_idea(newcomer, published=False, problem=MANY)
    page = refused(client, f"/submit/{draft.slug}/review/", {"idea": draft.pk, "do": "without"})
    assert "The problem: Your account is new" in page and "The draft is kept." in page
    assert not Idea.objects.published().exists()


def test_program_is_told_which_text_has_too_many_links(newcomer: User) -> None:
    _, secret = ApiToken.objects.issue(newcomer, "program")
    program = APIClient(headers={"authorization": f"Bearer {secret}"})
    draft = make_idea(newcomer, published=False, problem=MANY)
    for address, sent, field in (
        (f"/api/v1/ideas/{make_idea().slug}/comments/", {"text": MANY}, "#/text"),
        (f"/api/v1/ideas/{draft.slug}/publish/", {}, "#/problem"),
    ):
        response = program.post(address, sent, format="json")
        assert response.status_code == 400 and response.json()["errors"][0]["pointer"] == field
