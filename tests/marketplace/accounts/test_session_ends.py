"""A session is a long secret and ends in any case."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.accounts.models import BrowserSession, known_sessions
from marketplace.accounts.models.session import UNUSED
from tests.factories import PASSWORD, make_idea, make_person

pytestmark = pytest.mark.django_db


def signed_in(*, remembered: bool) -> Client:
    client = Client()
    login = {"login": make_person().username, "password": PASSWORD} | ({"remember": "on"} if remembered else {})
    client.post("/account/login/", login)
    return client


def test_key_of_a_session_is_long_and_new_at_each_sign_in() -> None:
    client = Client()
    client.get("/account/login/")
    keys = {signed_in(remembered=True).session.session_key or "" for _ in range(8)}
    assert len(keys) == 8 and all(len(key) >= 32 and len(set(key)) > 9 for key in keys)


def test_session_that_was_there_before_signing_in_is_of_no_use_afterwards() -> None:
    planted = Client()
    planted.post(f"{make_idea().get_absolute_url()}comments/", {"text": "to be sent after signing in"})
    key = planted.cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = key
    victim.post("/account/login/", {"login": make_person().username, "password": PASSWORD})
    assert "Sign out" in victim.get("/").text and victim.cookies["sessionid"].value != key
    assert "Sign out" not in planted.get("/").text and not BrowserSession.objects.filter(pk=key).exists()


@pytest.mark.parametrize("remembered", [True, False])
def test_session_ends_in_any_case(remembered: bool) -> None:
    client = signed_in(remembered=remembered)
    assert "Sign out" in client.get("/").text
    row = BrowserSession.objects.get(pk=client.session.session_key)
    assert row.expire_date <= timezone.now() + timedelta(days=60)
    BrowserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert "Sign out" not in client.get("/").text


def test_session_of_a_browser_that_is_not_to_be_remembered_goes_with_it() -> None:
    assert signed_in(remembered=True).cookies["sessionid"]["max-age"]
    assert not signed_in(remembered=False).cookies["sessionid"]["max-age"]


def test_session_that_nobody_uses_ends_before_its_cookie() -> None:
    client = signed_in(remembered=True)
    client.get("/")
    person = BrowserSession.objects.get(pk=client.session.session_key).person
    assert person and known_sessions(person)
    BrowserSession.objects.update(noted=timezone.now() - UNUSED + timedelta(hours=1))
    assert "Sign out" in client.get("/").text
    BrowserSession.objects.update(noted=timezone.now() - UNUSED - timedelta(hours=1))
    assert not known_sessions(person) and "Sign out" not in client.get("/").text
