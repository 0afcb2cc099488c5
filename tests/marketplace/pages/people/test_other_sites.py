"""Signing in with an account at another site: what it says of an address opens nothing here."""

from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client
from pytest_django import Settings

from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_person
from tests.fake_provider import FakeProvider
from tests.marketplace.pages.people.codes import code_of
from tests.marketplace.pages.people.other_sites import set_up
from tests.marketplace.pages.people.test_accounts import sign_in, with_address
from tests.marketplace.pages.people.test_second_factor import set_up as set_up_app

pytestmark = pytest.mark.django_db

LOGIN = "/account/with/openid/login/"
SIGN_UP = "/account/with/signup/"
CONNECTIONS = "/account/with/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[FakeProvider]:
    with FakeProvider() as provider:
        set_up(settings, provider)
        provider.says = {"sub": "7", "email": "ada@example.org", "email_verified": True, "preferred_username": "ada"}
        yield provider


def go(client: Client, process: str = "login") -> Any:
    """To the provider and back, as a browser does; the answer to the way back."""
    return client.get(way_back(client, process))


def way_back(client: Client, process: str = "login") -> str:
    """Where the provider sends the browser."""
    there = urlsplit(client.post(f"{LOGIN}?process={process}")["Location"])
    connection = HTTPConnection(there.netloc)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return f"{back.path}?{back.query}"


def answers_in(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def is_signed_in(client: Client) -> bool:
    return "Sign out" in client.get("/").text


def test_without_a_provider_there_is_no_link_and_no_address(client: Client) -> None:
    assert "Go on with" not in client.get("/account/login/").text + client.get("/account/signup/").text
    for path in (LOGIN, SIGN_UP, CONNECTIONS, "/account/with/github/login/", "/account/with/google/login/callback/"):
        assert client.get(path).status_code == client.post(path).status_code == 404


def test_site_that_is_not_set_up_has_no_address_beside_one_that_is(client: Client, provider: FakeProvider) -> None:
    assert client.get("/account/with/github/login/").status_code == 404
    assert client.get("/account/with/google/login/callback/").status_code == 404


def test_following_a_link_leads_nobody_to_the_other_site(client: Client, provider: FakeProvider) -> None:
    assert client.get(LOGIN).status_code == 200
    assert Client(enforce_csrf_checks=True).post(LOGIN).status_code == 403


def test_new_person_chooses_a_name_and_a_verified_address_is_confirmed(client: Client, provider: FakeProvider) -> None:
    assert "Go on with Example ID" in client.get("/account/login/").text
    assert go(client)["Location"] == SIGN_UP
    page = client.get(SIGN_UP).text
    assert "ada@example.org" in page and "so it is confirmed" in page
    client.post(SIGN_UP, {"username": "countess", "email": "another@example.org"})
    person = User.objects.get()
    assert (person.username, person.email) == ("countess", "ada@example.org") and person.confirmed
    assert is_signed_in(client) and not person.has_usable_password()
    again = Client()
    go(again)
    assert is_signed_in(again) and User.objects.count() == 1


def test_nothing_but_the_number_is_kept_of_the_other_account(client: Client, provider: FakeProvider) -> None:
    provider.says |= {"name": "Ada Lovelace", "picture": "https://example.org/ada.png"}
    go(client)
    client.post(SIGN_UP, {"username": "countess"})
    go(Client())
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("7", {})


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_address_that_is_not_verified_there_is_not_confirmed_here(
    client: Client, provider: FakeProvider, verified: Any
) -> None:
    provider.says["email_verified"] = verified
    go(client)
    client.post(SIGN_UP, {"username": "countess", "email": "ada@example.org"})
    assert User.objects.get().confirmed is None
    assert not EmailAddress.objects.get().verified


def test_address_that_is_not_verified_there_opens_no_account_here(client: Client, provider: FakeProvider) -> None:
    ada = with_address(make_person("ada"))
    provider.says["email_verified"] = False
    go(client)
    assert not is_signed_in(client)
    client.post(SIGN_UP, {"username": "mallory", "email": "ada@example.org"})
    mallory = User.objects.get(username="mallory")
    assert client.session["_auth_user_id"] == str(mallory.pk) and mallory.confirmed is None
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD) and not SocialAccount.objects.filter(user=ada).exists()


def test_verified_address_of_an_account_here_asks_to_sign_in_and_connect(
    client: Client, provider: FakeProvider
) -> None:
    ada = with_address(make_person("ada"))
    assert go(client)["Location"] == "/account/login/"
    assert "There is an account here with your address at Example ID" in client.get("/account/login/").text
    assert not is_signed_in(client) and not SocialAccount.objects.exists() and User.objects.count() == 1
    sign_in(client, "ada")
    asked = go(client, "connect")
    assert asked["Location"] == "/account/reauthenticate/"
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == ada
    assert "Example ID, since" in client.get(CONNECTIONS).text
    other = Client()
    go(other)
    assert is_signed_in(other)


def test_account_at_another_site_belongs_to_one_person(provider: FakeProvider) -> None:
    for name in ("ada", "bob"):
        with_address(make_person(name))
        client = Client()
        sign_in(client, name)
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        go(client, "connect")
    assert "belongs to another account here" in client.get(CONNECTIONS).text
    assert SocialAccount.objects.get().user.username == "ada"


def test_second_factor_is_asked_for_after_the_other_site(provider: FakeProvider) -> None:
    with_address(make_person("ada"))
    client = Client()
    sign_in(client, "ada")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    go(client, "connect")
    secret, _ = set_up_app(client)
    other = Client()
    assert go(other)["Location"] == "/account/second-factor/authenticate/" and not is_signed_in(other)
    other.post("/account/second-factor/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(other)


def test_connection_is_taken_away_by_its_owner_after_the_password(provider: FakeProvider) -> None:
    with_address(make_person("ada"))
    client = Client()
    sign_in(client, "ada")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    go(client, "connect")
    account = SocialAccount.objects.get()
    outsider = Client()
    outsider.force_login(make_person("bob"))
    outsider.post(CONNECTIONS, {"account": account.pk})
    assert SocialAccount.objects.exists()
    client.post(CONNECTIONS, {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_token_for_somebody_else_and_a_no_are_pages_and_no_error(client: Client, provider: FakeProvider) -> None:
    provider.audience = "another site"
    assert "did not sign you in" in go(client).text
    provider.refuses = True
    assert "You did not sign in" in client.get(go(client)["Location"]).text
    assert "did not sign you in" in client.get(f"{LOGIN}callback/?code=1&state=made-up").text
    assert not is_signed_in(client) and not User.objects.exists()


def test_code_of_somebody_else_opens_nothing_in_another_browser(provider: FakeProvider) -> None:
    attacker, victim = Client(), Client()
    stolen, own = answers_in(way_back(attacker)), answers_in(way_back(victim))
    mixed = f"{LOGIN}callback/?{urlencode({'code': stolen['code'], 'state': own['state']})}"
    assert "did not sign you in" in victim.get(mixed).text  # the code is bound to who asked for it (PKCE)
    planted = f"{LOGIN}callback/?{urlencode(stolen)}"
    assert "did not sign you in" in Client().get(planted).text  # the state is bound to the browser
    assert not is_signed_in(victim) and not User.objects.exists()


def test_answer_of_one_site_is_taken_at_the_address_of_no_other(provider: FakeProvider, settings: Settings) -> None:
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    second = known["APPS"][0] | {"provider_id": "second", "name": "Second ID"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": [*known["APPS"], second]}}
    client = Client()
    there = way_back(client)
    page = client.get(there.replace("/openid/", "/second/"))
    assert "did not sign you in" in page.text and not is_signed_in(client) and not User.objects.exists()
    assert client.get(there)["Location"] == SIGN_UP


def test_site_that_calls_itself_another_or_contradicts_itself_opens_nothing(provider: FakeProvider) -> None:
    client = Client()
    provider.issuer = "https://accounts.example.org"
    assert "did not sign you in" in go(client).text
    provider.issuer = ""
    provider.tells = provider.says | {"sub": "8"}
    assert "did not sign you in" in go(client).text
    provider.tells = None
    assert go(client)["Location"] == SIGN_UP


KEY_OF_SOMEBODY_ELSE = generate_private_key(65537, 2048)
FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "signed by somebody else": lambda claims: jwt.encode(claims, KEY_OF_SOMEBODY_ELSE, "RS256", {"kid": "1"}),
    "signed by a key that is not published": lambda claims: jwt.encode(
        claims, KEY_OF_SOMEBODY_ELSE, "RS256", {"kid": "2"}
    ),
    "signed by a secret": lambda claims: jwt.encode(claims, "x" * 64, "HS256", {"kid": "1"}),
    "not signed": lambda claims: jwt.encode(claims, "", "none", {"kid": "1"}),
    "no token": lambda claims: "x",
}


@pytest.mark.parametrize("forged", FORGED)
def test_token_without_the_signature_of_its_site_opens_nothing(
    client: Client, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    monkeypatch.setattr(provider, "signed", FORGED[forged])
    assert "did not sign you in" in go(client).text
    assert not is_signed_in(client) and not User.objects.exists()


def test_redirect_of_a_site_is_not_followed(provider: FakeProvider) -> None:
    with FakeProvider() as elsewhere:
        elsewhere.says, elsewhere.issuer = provider.says, provider.url
        provider.leads_elsewhere = elsewhere.url
        page = Client().post(f"{LOGIN}?process=login", follow=True)
    assert "That site does not answer as it should" in page.text


@pytest.mark.parametrize("description", [{}, {"issuer": 7}])
def test_site_that_answers_nonsense_is_said_to(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, description: Any
) -> None:
    monkeypatch.setattr(provider, "discovery", lambda: description)
    assert "does not answer as it should" in Client().post(f"{LOGIN}?process=login", follow=True).text


def test_site_that_is_away_is_said_to_be(settings: Settings) -> None:
    with FakeProvider() as provider:
        set_up(settings, provider)
    assert "does not answer as it should" in Client().post(f"{LOGIN}?process=login", follow=True).text


def test_no_token_of_another_site_is_kept(client: Client, provider: FakeProvider) -> None:
    go(client)
    client.post(SIGN_UP, {"username": "countess"})
    assert not SocialToken.objects.exists()
    assert "for userinfo" not in str(client.session.items())
