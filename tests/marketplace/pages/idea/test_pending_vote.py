"""A stranger presses the vote button, signs in or up, and finds the vote cast and the page they were on."""

import pytest
from django.test import Client

from ideas import actions
from ideas.models import Idea, Vote
from marketplace.pages.idea import pending_vote
from tests.factories import PASSWORD, make_idea, make_person

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
SIGN_UP = {"email": "alice@example.org", "username": "alice", "password1": "a-long-enough-secret"}


def press(client: Client, idea: Idea, page: str = "", **headers: str) -> None:
    client.post(f"/ideas/{idea.slug}/vote/sign-in/", {"next": page}, headers=OURS | headers)


def test_vote_is_cast_after_signing_in_and_the_page_comes_back(client: Client) -> None:
    idea, bob = make_idea(), make_person("bob")
    press(client, idea, "/top/week?cursor=x")
    response = client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert response["Location"] == "/top/week?cursor=x"
    assert Vote.objects.get().person == bob
    assert f"You voted for “{idea.title}”." in client.get(f"/ideas/{idea.slug}/").text


def test_vote_is_cast_after_signing_up_and_shows_but_does_not_rank_yet(client: Client) -> None:
    idea = make_idea()
    press(client, idea, f"/ideas/{idea.slug}/")
    response = client.post("/account/signup/", SIGN_UP)
    assert response["Location"] == f"/ideas/{idea.slug}/"
    vote = Vote.objects.get()
    assert (vote.person.username, vote.ranks) == ("alice", False)


def test_vote_is_cast_once_although_the_person_signs_in_again(client: Client) -> None:
    idea, bob = make_idea(), make_person("bob")
    press(client, idea)
    client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    actions.withdraw_vote(bob, idea)
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert not Vote.objects.exists()


def test_vote_that_was_cast_before_is_said_to_be(client: Client) -> None:
    idea, bob = make_idea(), make_person("bob")
    actions.cast_vote(bob, idea)
    press(client, idea)
    page = client.post("/account/login/", {"login": "bob", "password": PASSWORD}, follow=True)
    assert "already" in page.text and Vote.objects.count() == 1


def test_idea_withdrawn_meanwhile_gets_no_vote_and_the_person_is_told(client: Client) -> None:
    idea = make_idea()
    make_person("bob")
    press(client, idea, f"/ideas/{idea.slug}/")
    actions.unpublish(idea.author, idea)
    page = client.post("/account/login/", {"login": "bob", "password": PASSWORD}, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "was withdrawn meanwhile" in page.text and not Vote.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_page_of_another_site_is_no_way_back(client: Client, elsewhere: str) -> None:
    idea = make_idea()
    make_person("bob")
    session = client.session
    session[pending_vote.KEY] = {"slug": idea.slug, "back": elsewhere, "at": 4e9}
    session.save()
    response = client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert response["Location"] == f"/ideas/{idea.slug}/"


def test_vote_meant_long_ago_is_not_cast_when_somebody_signs_in_for_something_else(client: Client) -> None:
    idea = make_idea()
    make_person("bob")
    press(client, idea, "/new")
    session = client.session
    session[pending_vote.KEY] |= {"at": session[pending_vote.KEY]["at"] - pending_vote.MEANT_FOR - 1}
    session.save()
    response = client.post("/account/login/?next=/search", {"login": "bob", "password": PASSWORD, "next": "/search"})
    assert response["Location"] == "/search" and not Vote.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", ""])
def test_no_vote_waits_when_a_page_elsewhere_sent_it(client: Client, origin: str) -> None:
    idea = make_idea()
    make_person("bob")
    press(client, idea, Origin=origin)
    client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert not Vote.objects.exists()


@pytest.mark.parametrize("end", ["", "sign-in/", "?next=/new"])
def test_following_a_link_casts_no_vote_before_or_after_signing_in(client: Client, end: str) -> None:
    idea = make_idea()
    make_person("bob")
    client.get(f"/ideas/{idea.slug}/vote/{end}")
    client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    client.get(f"/ideas/{idea.slug}/vote/{end}")
    assert not Vote.objects.exists()
