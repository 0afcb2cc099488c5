"""API tokens: made after the password, named, shown once, used, ended, revoked; and what an outsider cannot do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from marketplace.accounts.models import MAX_TOKENS, ApiToken, User
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def client(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def make_token(client: Client, **fields: Any) -> Any:
    """Through the form, as a person does, who is asked for the password unless it was typed just now."""
    response = client.post("/account/tokens/", {"name": "laptop", "days": "90"} | fields)
    if response.status_code == 302:
        assert response["Location"].startswith("/account/reauthenticate/?next=")
        response = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/tokens/"})
    return response


def secret_in(page: str) -> str:
    found = re.search(r"ovl_[\w-]{20,}", page)
    return found[0] if found else ""


def test_new_token_is_shown_once_and_works(client: Client, alice: User) -> None:
    response = make_token(client)
    secret = secret_in(response.text)
    token = ApiToken.objects.matching(secret)
    assert token is not None and (token.person, token.name) == (alice, "laptop")
    assert "no-store" in response["Cache-Control"]
    again = client.get("/account/tokens/").text
    assert "laptop" in again and f"<code>{secret[-4:]}</code>" in again and secret not in again


def test_secret_is_kept_nowhere(client: Client) -> None:
    secret = secret_in(make_token(client).text)
    stored = ApiToken.objects.values().get()
    assert secret not in map(str, stored.values())
    assert secret not in str(dict(client.session)) and secret not in str(client.cookies)


def test_revoked_token_is_refused_and_its_name_is_free_again(client: Client) -> None:
    secret = secret_in(make_token(client).text)
    token = ApiToken.objects.get()
    page = client.post(f"/account/tokens/{token.pk}/revoke/", follow=True)
    assert "is revoked" in page.text and "You have no tokens" in page.text
    assert ApiToken.objects.matching(secret) is None
    assert secret_in(make_token(client).text) not in ("", secret)


def test_several_tokens_live_side_by_side_newest_first(client: Client) -> None:
    for name in ("laptop", "server"):
        make_token(client, name=name)
    rows = html.fromstring(client.get("/account/tokens/").text).findall(".//tbody//th")
    assert [row.text for row in rows] == ["server", "laptop"]


def test_last_use_is_shown(client: Client) -> None:
    secret = secret_in(make_token(client).text)
    assert "<td>never</td>" in client.get("/account/tokens/").text
    token = ApiToken.objects.matching(secret)
    assert token is not None
    token.mark_used()
    page = client.get("/account/tokens/").text
    assert "<td>never</td>" not in page and "now" in page


@pytest.mark.parametrize(("name", "says"), [("laptop", "Choose another"), ("  ", "Give"), ("x" * 61, "at most 60")])
def test_name_that_does_not_do_is_refused_at_its_field_and_kept(client: Client, name: str, says: str) -> None:
    make_token(client)
    response = make_token(client, name=name)
    page = html.fromstring(response.text)
    assert response.status_code == 422 and ApiToken.objects.count() == 1
    assert says in page.get_element_by_id("id_name_error").text_content()
    assert page.get_element_by_id("id_name").value.strip() == name.strip()


def test_two_people_may_use_the_same_name(client: Client) -> None:
    ApiToken.objects.issue(make_person(), "laptop")
    assert secret_in(make_token(client).text)


def test_live_tokens_are_capped_and_revoking_one_makes_room(client: Client, alice: User) -> None:
    for number in range(MAX_TOKENS):
        ApiToken.objects.issue(alice, f"token {number}")
    response = make_token(client, name="one more")
    assert response.status_code == 422 and "the most there may be" in response.text
    ApiToken.objects.live()[0].revoke()
    assert secret_in(make_token(client, name="one more").text)


def test_outsider_neither_sees_nor_revokes_a_token(alice: User) -> None:
    token, _ = ApiToken.objects.issue(alice, "laptop")
    charlie = Client()
    charlie.force_login(make_person("charlie"))
    assert "laptop" not in charlie.get("/account/tokens/").text
    assert charlie.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    stranger = Client().post(f"/account/tokens/{token.pk}/revoke/")
    assert stranger["Location"].startswith("/account/login/")
    token.refresh_from_db()
    assert token.revoked is None


def test_writes_need_a_form_of_this_site(alice: User) -> None:
    token, _ = ApiToken.objects.issue(alice, "laptop")
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.get(f"/account/tokens/{token.pk}/revoke/").status_code == 405
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 403
    assert client.post("/account/tokens/", {"name": "forged"}).status_code == 403
    assert [row.name for row in ApiToken.objects.live()] == ["laptop"]


def test_token_takes_the_password_and_what_was_typed_is_not_asked_for_again(client: Client) -> None:
    assert client.post("/account/tokens/", {"name": "laptop", "days": "0"}).status_code == 302
    asked = {"password": "not-it", "next": "/account/tokens/"}
    assert "Incorrect password" in client.post("/account/reauthenticate/", asked).text
    assert not ApiToken.objects.exists()
    page = client.post("/account/reauthenticate/", asked | {"password": PASSWORD})
    assert secret_in(page.text) and ApiToken.objects.get().name == "laptop"


def test_mistake_in_the_form_is_said_before_the_password_is_asked_for(client: Client) -> None:
    assert client.post("/account/tokens/", {"name": "", "days": "90"}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "scopes", "days"),
    [
        ({}, ["read"], 90),
        ({"scopes": ["write"], "days": "0"}, ["read", "write"], None),
        ({"scopes": ["write"], "days": "365"}, ["read", "write"], 365),
    ],
)
def test_token_has_the_scopes_and_the_end_that_were_chosen(
    client: Client, fields: dict[str, Any], scopes: list[str], days: int | None
) -> None:
    make_token(client, **fields)
    token = ApiToken.objects.get()
    assert token.scopes == scopes
    assert (token.expires and round((token.expires - token.created) / timedelta(days=1))) == days
    page = client.get("/account/tokens/").text
    assert ("write as you" in page.split("Make a token")[0]) == ("write" in scopes)


def test_only_a_moderator_makes_a_token_that_moderates(client: Client, alice: User) -> None:
    assert "Moderate" not in client.get("/account/tokens/").text
    assert make_token(client, scopes=["moderate"]).status_code == 422
    alice.is_staff = True
    alice.save()
    assert secret_in(make_token(client, scopes=["moderate"]).text)
    assert ApiToken.objects.get().scopes == ["read", "moderate"]


def test_token_out_of_date_is_listed_as_ended_and_its_name_is_free(client: Client) -> None:
    make_token(client)
    past = timezone.now() - timedelta(days=1)
    ApiToken.objects.update(created=past - timedelta(days=1), expires=past)
    assert "ended" in client.get("/account/tokens/").text
    assert secret_in(make_token(client).text)
    assert ApiToken.objects.unrevoked().count() == 1
