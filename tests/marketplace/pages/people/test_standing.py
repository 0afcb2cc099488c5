"""A suspended person reads, sees why and until when, and writes nothing but about their own account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from evaluations.panel.actions import suspend
from ideas import actions
from ideas.models import Because, Comment, Suspension, Vote
from marketplace.accounts.models import ApiToken, User
from marketplace.pages.urls import urlpatterns
from tests.factories import BECAUSE, PASSWORD, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
NOTE = "Ten accounts praised one idea."
VALUES: dict[str, Any] = {"pk": 1, "row": 1, "number": 1}


@pytest.fixture
def carol() -> User:
    person = make_person("carol")
    suspend(make_person("mo", staff=True), person, Because("rigged", NOTE, timezone.now() + timedelta(days=7)))
    return person


@pytest.fixture
def client(carol: User) -> Client:
    client = Client()
    client.force_login(carol)
    return client


def address_of(pattern: URLPattern) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        part = f"<{type(converter).__name__.removesuffix('Converter').lower().replace('string', 'str')}:{name}>"
        route = route.replace(part, str(VALUES.get(name, "x")))
    return f"/{route}"


def test_no_page_takes_anything_from_who_is_suspended(client: Client) -> None:
    addresses = [address_of(each) for each in urlpatterns if "account/" not in str(each.pattern)]
    assert len(addresses) > 60
    for address in addresses:
        refused = client.post(address, {"text": "Still here."})
        assert refused.status_code == 403 and "You can only read at the moment" in refused.text, address
    assert NOTE in refused.text and refused["HX-Redirect"] == "/account/standing/"


def test_token_is_not_made_while_suspended(client: Client) -> None:
    assert client.post("/account/tokens/", {"name": "mine"}).status_code == 403
    assert not ApiToken.objects.exists()


def test_person_who_signs_in_is_told_why_and_until_when(carol: User) -> None:
    idea, client = make_idea(), Client()
    client.get(f"/ideas/{idea.slug}/vote/sign-in/")
    page = client.post("/account/login/", {"login": "carol", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/account/standing/"
    until = Suspension.objects.get().until
    assert until and f"{until:%-d %B %Y, %H:%M}" in page.text
    assert "Votes or answers that are not honest" in page.text and NOTE in page.text
    assert not Vote.objects.exists()
    assert "so you can only read" in client.get("/").text
    assert client.post("/account/logout/").status_code == 302


def test_password_and_sessions_stay_in_ones_hand_while_suspended(client: Client) -> None:
    assert client.post("/account/password/change/", {"oldpassword": "wrong"}).status_code != 403
    assert client.post("/account/sessions/end/").status_code != 403


def test_decisions_about_somebody_are_shown_to_them_alone(client: Client, carol: User) -> None:
    mo, comment = make_person(staff=True), make_comment(author=carol)
    actions.hide(mo, comment, Because("abuse", "Call nobody names."))
    page = client.get("/account/standing/").text
    assert "hid your comment on" in page and "Call nobody names." in page and "suspended you" in page
    other = Client()
    other.force_login(make_person())
    assert "No moderator has decided anything" in other.get("/account/standing/").text
    assert Client().get("/account/standing/").status_code == 302


def test_decision_about_a_comment_tells_nothing_of_an_idea_that_was_withdrawn(client: Client, carol: User) -> None:
    comment = make_comment(author=carol)
    actions.hide(make_person(staff=True), comment, BECAUSE)
    actions.unpublish(comment.idea.author, comment.idea)
    page = client.get("/account/standing/").text
    assert "hid your comment" in page and comment.idea.title not in page


def test_person_with_an_ended_suspension_writes_again(client: Client, carol: User) -> None:
    mo = User.objects.get(username="mo")
    moderator, idea = Client(), make_idea()
    moderator.force_login(mo)
    assert "End the suspension of carol" in moderator.get("/u/carol/").text
    moderator.post(f"/moderation/person/{carol.pk}/lift/", {"reason": "mistake"})
    assert client.post(f"/ideas/{idea.slug}/comments/", {"text": "Good."}).status_code == 302
    assert Comment.objects.get().author == carol


def test_form_to_suspend_offers_terms_and_a_ban() -> None:
    moderator, dora = Client(), make_person("dora")
    moderator.force_login(make_person(staff=True))
    address = f"/moderation/person/{dora.pk}/suspend/"
    assert "Without an end (a ban)" in moderator.get(address).text
    assert moderator.post(address, {"reason": "spam", "days": "9999"}).status_code == 422
    moderator.post(address, {"reason": "spam", "days": "30"})
    suspension = Suspension.objects.get()
    assert suspension.until and (suspension.until - suspension.since).days in (29, 30)
