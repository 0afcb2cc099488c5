import pytest
from django.test import Client

from ideas import actions
from ideas.models import Vote
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


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


def test_page_elsewhere_is_no_way_back() -> None:
    idea, client = make_idea(), signed_in()
    response = client.post(f"/ideas/{idea.slug}/vote/", {"voted": "1", "next": "https://evil.example/"})
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
