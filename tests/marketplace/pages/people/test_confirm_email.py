"""A stranger signs up with somebody's address, and that somebody follows the mail."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from marketplace.accounts.models import ApiToken, User
from tests.factories import PASSWORD, make_person
from tests.marketplace.pages.people.mails import link_in, mailed_to

pytestmark = pytest.mark.django_db

ADDRESS = "victim@example.org"
STRANGERS = {"email": ADDRESS, "username": "mallory", "password1": "a-long-enough-secret"}


@pytest.fixture
def stranger(client: Client) -> Client:
    """The browser in which the account was made."""
    client.post("/account/signup/", STRANGERS)
    return client


def is_signed_in(client: Client) -> bool:
    return "Sign out" in client.get("/").text


def test_link_alone_confirms_nothing_in_another_browser(stranger: Client) -> None:
    path = link_in(mailed_to(ADDRESS))
    page = Client().post(path)
    assert page.status_code == 422 and "Type the password" in page.text
    assert User.objects.get().confirmed is None


def test_owner_of_the_address_takes_the_account_and_the_stranger_keeps_nothing(stranger: Client) -> None:
    _, secret = ApiToken.objects.issue(User.objects.get(), "strangers")
    owner, path = Client(), link_in(mailed_to(ADDRESS))
    assert "Confirm it and choose a new password" in owner.get(path).text
    form = owner.post(path, {"take": "1"}, follow=True)
    assert "Choose a new password" in form.text
    owner.post(form.request["PATH_INFO"], {"password1": "the-owners-own-secret", "password2": "the-owners-own-secret"})
    person = User.objects.get()
    assert person.confirmed is not None and person.check_password("the-owners-own-secret")
    assert is_signed_in(Client()) is False and not is_signed_in(stranger)
    assert ApiToken.objects.matching(secret) is None
    assert not stranger.login(username="mallory", password=STRANGERS["password1"])


def test_stranger_keeps_nothing_even_if_the_owner_chooses_no_password(stranger: Client) -> None:
    Client().post(link_in(mailed_to(ADDRESS)), {"take": "1"})
    assert not is_signed_in(stranger)
    assert not User.objects.get().has_usable_password()


def test_who_signed_up_confirms_on_another_device_with_the_password(stranger: Client) -> None:
    phone, path = Client(), link_in(mailed_to(ADDRESS))
    assert phone.post(path, {"password": "something-else"}).status_code == 422
    phone.post(path, {"password": STRANGERS["password1"]})
    assert User.objects.get().confirmed is not None and is_signed_in(stranger)


def test_password_is_taken_as_it_was_typed_spaces_and_all(client: Client) -> None:
    client.post("/account/signup/", STRANGERS | {"password1": "  a-long-enough-secret "})
    phone, path = Client(), link_in(mailed_to(ADDRESS))
    assert phone.post(path, {"password": "a-long-enough-secret"}).status_code == 422
    phone.post(path, {"password": "  a-long-enough-secret "})
    assert User.objects.get().confirmed is not None


def test_account_that_has_an_owner_cannot_be_taken_by_its_next_address(client: Client) -> None:
    bob = make_person("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    client.force_login(bob)
    client.post("/account/email/", {"email": ADDRESS, "action_add": ""})
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/email/"}, follow=True)
    path, elsewhere = link_in(mailed_to(ADDRESS)), Client()
    assert "choose a new password" not in elsewhere.get(path).text
    assert elsewhere.post(path, {"take": "1"}).status_code == 422
    bob.refresh_from_db()
    assert bob.email == "bob@example.org" and bob.has_usable_password()


@pytest.mark.parametrize("host", ["testserver:81", "testserver.", "localhost"])
def test_links_in_mails_lead_to_the_site_whatever_host_was_asked(client: Client, settings: Settings, host: str) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://overlooked.example", ["testserver", "testserver.", "localhost"]
    person = make_person("bob")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    for path, sent in (
        ("/account/password/reset/", {"email": person.email}),
        ("/account/password/reset/", {"email": "nobody@example.org"}),
        ("/account/signup/", STRANGERS),
        ("/account/signup/", STRANGERS | {"email": person.email, "username": "another"}),
    ):
        client.logout()
        client.post(path, sent, headers={"Host": host})
    assert len(mail.outbox) == 4
    for message in mail.outbox:
        assert "https://overlooked.example/account/" in message.body and host not in message.body
