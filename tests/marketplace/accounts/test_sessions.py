"""Sessions end in the database, whoever knows of them; the rest of the site's sessions stay."""

from datetime import timedelta
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from marketplace.accounts.models import ApiToken, BrowserSession, User, end_sessions, forget_ended_sessions
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_signed_in(client: Client) -> bool:
    return "Sign out" in client.get("/").text


def seen(client: Client) -> None:
    """The browser is used when its last use was noted long ago."""
    BrowserSession.objects.filter(session_key=client.session.session_key).update(noted=None)
    assert is_signed_in(client)


def test_ending_sessions_signs_out_every_browser_of_that_person_only() -> None:
    alice, bob = make_person(), make_person()
    used, unused, other = signed_in(alice), signed_in(alice), signed_in(bob)
    seen(used)
    assert UserSession.objects.filter(user=alice).count() == 1  # the other one is not known
    assert end_sessions(alice) == 2
    assert not alice.sessions.exists() and not UserSession.objects.filter(user=alice).exists()
    assert not is_signed_in(used) and not is_signed_in(unused) and is_signed_in(other)


def test_session_of_a_stranger_has_no_person_and_gets_one_at_sign_in(client: Client) -> None:
    session = client.session
    session["glance"] = 1
    session.save()
    assert BrowserSession.objects.get().person is None
    alice = make_person()
    client.force_login(alice)
    assert BrowserSession.objects.get().person == alice


def test_end_of_all_access_leaves_no_password_session_or_token() -> None:
    alice = make_person()
    client = signed_in(alice)
    _, secret = ApiToken.objects.issue(alice, "laptop")
    alice.end_all_access()
    alice.refresh_from_db()
    assert not alice.has_usable_password() and not alice.sessions.exists()
    assert ApiToken.objects.matching(secret) is None and not is_signed_in(client)


def test_last_use_is_noted_once_in_a_while() -> None:
    client = signed_in(make_person())
    for minutes, noted in ((0, False), (4, False), (6, True)):
        when = timezone.now() - timedelta(minutes=minutes)
        BrowserSession.objects.update(noted=when)
        UserSession.objects.update(last_seen_at=when)
        assert is_signed_in(client)
        assert (BrowserSession.objects.get().noted != when) == noted
    known = UserSession.objects.get()
    assert known.last_seen_at - when > timedelta(minutes=5) and known.ip == "127.0.0.1"
    BrowserSession.objects.update(noted=when)
    assert is_signed_in(client) and UserSession.objects.get().last_seen_at > known.last_seen_at


def test_what_is_known_of_a_browser_goes_with_its_session() -> None:
    alice = make_person()
    kept, ended = signed_in(alice), signed_in(alice)
    seen(kept)
    seen(ended)
    BrowserSession.objects.filter(session_key=ended.session.session_key).delete()
    forget_ended_sessions()
    assert [known.session_key for known in UserSession.objects.all()] == [kept.session.session_key]


def test_people_stay_signed_in_when_their_sessions_move_to_the_new_table(client: Client) -> None:
    alice = signed_in(make_person()).session
    strangers = DjangosStore()
    strangers["glance"] = 1
    strangers.create()
    Session.objects.create(
        session_key=alice.session_key or "",
        session_data=alice.encode(dict(alice.items())),
        expire_date=alice.get_expiry_date(),
    )
    BrowserSession.objects.all().delete()
    migration = import_module("marketplace.accounts.migrations.0003_sessions")
    migration.keep_people_signed_in(apps, None)
    client.cookies["sessionid"] = str(alice.session_key)
    assert is_signed_in(client) and not Session.objects.exists()
    people = dict(BrowserSession.objects.values_list("session_key", "person"))
    assert people == {alice.session_key: int(alice[SESSION_KEY]), strangers.session_key: None}
