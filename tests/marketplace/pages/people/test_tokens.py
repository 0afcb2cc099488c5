"""API tokens: made, named, shown once, used, revoked; and what an outsider cannot do."""

import re

import pytest
from django.test import Client
from lxml import html

from marketplace.accounts.models import MAX_TOKENS, ApiToken, User
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def client(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def secret_in(page: str) -> str:
    found = re.search(r"ovl_[\w-]{20,}", page)
    return found[0] if found else ""


def test_new_token_is_shown_once_and_works(client: Client, alice: User) -> None:
    response = client.post("/account/tokens/", {"name": "laptop"})
    secret = secret_in(response.text)
    token = ApiToken.objects.matching(secret)
    assert token is not None and (token.person, token.name) == (alice, "laptop")
    assert "no-store" in response["Cache-Control"]
    again = client.get("/account/tokens/").text
    assert "laptop" in again and f"<code>{secret[-4:]}</code>" in again and secret not in again


def test_secret_is_kept_nowhere(client: Client) -> None:
    secret = secret_in(client.post("/account/tokens/", {"name": "laptop"}).text)
    stored = ApiToken.objects.values().get()
    assert secret not in map(str, stored.values())
    assert secret not in str(dict(client.session)) and secret not in str(client.cookies)


def test_revoked_token_is_refused_and_its_name_is_free_again(client: Client) -> None:
    secret = secret_in(client.post("/account/tokens/", {"name": "laptop"}).text)
    token = ApiToken.objects.get()
    page = client.post(f"/account/tokens/{token.pk}/revoke/", follow=True)
    assert "is revoked" in page.text and "You have no tokens" in page.text
    assert ApiToken.objects.matching(secret) is None
    assert secret_in(client.post("/account/tokens/", {"name": "laptop"}).text) not in ("", secret)


def test_several_tokens_live_side_by_side_newest_first(client: Client) -> None:
    for name in ("laptop", "server"):
        client.post("/account/tokens/", {"name": name})
    rows = html.fromstring(client.get("/account/tokens/").text).findall(".//tbody//th")
    assert [row.text for row in rows] == ["server", "laptop"]


def test_last_use_is_shown(client: Client) -> None:
    secret = secret_in(client.post("/account/tokens/", {"name": "laptop"}).text)
    assert "never" in client.get("/account/tokens/").text
    token = ApiToken.objects.matching(secret)
    assert token is not None
    token.mark_used()
    page = client.get("/account/tokens/").text
    assert "never" not in page and "now" in page


@pytest.mark.parametrize(("name", "says"), [("laptop", "Choose another"), ("  ", "Give"), ("x" * 61, "at most 60")])
def test_name_that_does_not_do_is_refused_at_its_field_and_kept(client: Client, name: str, says: str) -> None:
    client.post("/account/tokens/", {"name": "laptop"})
    response = client.post("/account/tokens/", {"name": name})
    page = html.fromstring(response.text)
    assert response.status_code == 422 and ApiToken.objects.count() == 1
    assert says in page.get_element_by_id("id_name_error").text_content()
    assert page.get_element_by_id("id_name").value.strip() == name.strip()


def test_two_people_may_use_the_same_name(client: Client) -> None:
    ApiToken.objects.issue(make_person(), "laptop")
    assert secret_in(client.post("/account/tokens/", {"name": "laptop"}).text)


def test_live_tokens_are_capped_and_revoking_one_makes_room(client: Client, alice: User) -> None:
    for number in range(MAX_TOKENS):
        ApiToken.objects.issue(alice, f"token {number}")
    response = client.post("/account/tokens/", {"name": "one more"})
    assert response.status_code == 422 and "the most there may be" in response.text
    ApiToken.objects.live()[0].revoke()
    assert secret_in(client.post("/account/tokens/", {"name": "one more"}).text)


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
