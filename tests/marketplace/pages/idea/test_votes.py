"""The vote button; and a vote that is cast when its person has signed in or up."""

import pytest
from django.test import Client

from ideas import actions
from ideas.models import Idea, Vote
from marketplace.pages.idea import votes
from tests.factories import PASSWORD, make_idea, make_person

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
SIGN_UP = {"email": "alice@example.org", "username": "alice", "password1": "a-long-enough-secret"}


def signed_in(name: str = "") -> Client:
    client = Client()
    client.force_login(make_person(name))
    return client


def test_vote_without_javascript_is_cast_and_leads_back_to_the_page(client: Client) -> None:
    idea, client = make_idea(), signed_in("alice")
    response = client.post(f"/ideas/{idea.slug}/vote/", {"voted": "1", "next": "/new?cursor=x"})
    assert response["Location"] == f"/new?cursor=x#vote-{idea.pk}"
    assert Vote.objects.get().person.username == "alice"


def test_vote_with_htmx_brings_the_button_with_the_new_count() -> None:
    idea, client = make_idea(votes=2), signed_in()
    shown = client.post(f"/ideas/{idea.slug}/vote/", {"voted": "1"}, headers={"HX-Request": "true"}).text
    assert 'aria-pressed="true"' in shown and "<span>3</span>" in shown
    shown = client.post(f"/ideas/{idea.slug}/vote/", {"voted": "0"}, headers={"HX-Request": "true"}).text
    assert 'aria-pressed="false"' in shown and "<span>2</span>" in shown


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "<script>", "account_logout", "\x00"])
def test_page_elsewhere_is_no_way_back(elsewhere: str) -> None:
    idea, client = make_idea(), signed_in()
    response = client.post(f"/ideas/{idea.slug}/vote/", {"voted": "1", "next": elsewhere})
    assert response["Location"].startswith(f"/ideas/{idea.slug}/")


def test_following_the_address_of_the_button_casts_nothing() -> None:
    idea, client = make_idea(), signed_in()
    assert client.get(f"/ideas/{idea.slug}/vote/").status_code == 302
    assert not Vote.objects.exists()


def test_stranger_is_asked_to_sign_in_and_nothing_is_cast_yet(client: Client) -> None:
    idea = make_idea()
    ours = {"Origin": "http://testserver"}
    response = client.post(f"/ideas/{idea.slug}/vote/sign-in/", {"next": "/new"}, headers=ours)
    assert response["Location"] == "/account/login/"
    assert client.session["pending_vote"].items() >= {"slug": idea.slug, "back": "/new"}.items()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("published", [False, True])
def test_idea_that_is_not_published_has_no_vote_button(published: bool) -> None:
    idea = make_idea(published=published)
    if published:
        actions.unpublish(idea.author, idea)
    assert signed_in().post(f"/ideas/{idea.slug}/vote/", {"voted": "1"}).status_code == 404


def test_form_from_another_site_is_refused() -> None:
    idea, client = make_idea(), Client(enforce_csrf_checks=True)
    client.force_login(make_person())
    assert client.post(f"/ideas/{idea.slug}/vote/", {"voted": "1"}).status_code == 403
    assert not Vote.objects.exists()


def press(client: Client, idea: Idea, page: str = "", **headers: str) -> None:
    """The vote button of somebody who is not signed in."""
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
    session[votes.KEY] = {"slug": idea.slug, "back": elsewhere, "at": 4e9}
    session.save()
    response = client.post("/account/login/", {"login": "bob", "password": PASSWORD})
    assert response["Location"] == f"/ideas/{idea.slug}/"


def test_vote_meant_long_ago_is_not_cast_when_somebody_signs_in_for_something_else(client: Client) -> None:
    idea = make_idea()
    make_person("bob")
    press(client, idea, "/new")
    session = client.session
    session[votes.KEY] |= {"at": session[votes.KEY]["at"] - votes.KEPT_FOR - 1}
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
