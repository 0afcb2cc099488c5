"""What somebody signed out makes us store: little, for an hour, and not as often as they like."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.utils import timezone

from marketplace.pages.site import kept_forms
from marketplace.pages.tasks import clear_sessions
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.pages.submit.sheets import ADDRESS, WHOLE

pytestmark = pytest.mark.django_db
Sessions = import_module(site_settings.SESSION_ENGINE).SessionStore.get_model_class()
TOO_MUCH = "too much was typed from your network"


def typed(client: Client, characters: int, address: str = "198.51.100.1") -> str:
    """The page after a form that was sent without a session."""
    sent = WHOLE | {"problem": "x" * characters}
    return client.post(ADDRESS, sent, follow=True, REMOTE_ADDR=address).text


def is_kept(client: Client) -> bool:
    return "typed" in client.session


def test_form_of_somebody_signed_out_is_deleted_after_an_hour() -> None:
    client = Client()
    typed(client, 100)
    assert is_kept(client) and Sessions.objects.get().expire_date < timezone.now() + timedelta(hours=1, minutes=1)
    Sessions.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert not Sessions.objects.exists()


def test_form_that_is_too_long_is_not_kept() -> None:
    client = Client()
    assert "too long to keep" in typed(client, 300_000) and not is_kept(client)


def test_network_may_have_a_million_characters_kept_in_an_hour() -> None:
    for _ in range(3):
        assert TOO_MUCH not in typed(Client(), 290_000)
    last, other = Client(), Client()
    assert TOO_MUCH in typed(last, 290_000) and not is_kept(last)
    typed(other, 290_000, address="198.51.100.2")
    assert is_kept(other)


def test_all_networks_together_may_have_only_so_much_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_forms, "OF_ALL", 1_000)
    few, many = Client(), Client()
    typed(few, 100)
    typed(many, 900, address="198.51.100.2")
    assert is_kept(few) and not is_kept(many)


def test_comment_of_somebody_signed_out_is_short_or_not_kept() -> None:
    client, idea = Client(), make_idea()
    client.post(f"{idea.get_absolute_url()}comments/", {"text": "x" * 20_001})
    assert not is_kept(client)
    client.post(f"{idea.get_absolute_url()}comments/", {"text": "x" * 10_000})
    assert is_kept(client)


@pytest.mark.parametrize("remember", [True, False])
def test_signing_in_ends_the_short_life_of_the_session(remember: bool) -> None:
    client, person = Client(), make_person()
    typed(client, 100)
    sent = {"login": person.username, "password": PASSWORD, "next": ADDRESS} | ({"remember": "on"} if remember else {})
    page = client.post("/account/login/", sent, follow=True)
    assert "Nothing you typed is lost" in page.text
    assert client.session.get_expiry_age() == site_settings.SESSION_COOKIE_AGE
    assert client.session.get_expire_at_browser_close() is not remember


def test_signing_up_ends_the_short_life_of_the_session() -> None:
    client = Client()
    typed(client, 100)
    account = {"email": "ada@example.org", "username": "ada", "password1": "correct-horse-battery", "next": ADDRESS}
    page = client.post("/account/signup/", account, follow=True)
    assert "Nothing you typed is lost" in page.text
    assert client.session.get_expiry_age() == site_settings.SESSION_COOKIE_AGE
