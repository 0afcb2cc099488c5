"""Every address takes any form and any body: it answers, and never with an error of ours."""

from random import Random
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import Settings

from marketplace.accounts.models import ApiToken, TokenScope, User
from tests.factories import make_person

from .addresses import Things, make_things, places_of

pytestmark = pytest.mark.django_db

TEXTS = (
    *("", "x", "\x00", "a\x00b", "9" * 30, "-1", "0", "1e999", "\ufffd", "\u202e", "x" * 5_000, "é" * 300, "[]", "{}"),
    *("[[[[", '{"a": 1}', "2020-01-01", "' OR 1=1", "<script>", "../..", "null", "true", "\r\nX: y", "a,b,c,d,e,f,g,h"),
    *("🦊" * 200, "٣", "１", "²", "account_logout", "//evil.example"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1.5, "", "x", "\x00", "x" * 9_000, [], {}, [[]], {"a": {"b": [1]}}, ["x"] * 50),
    *([{"input": "a", "expected": "b"}], [{"input": 1}], "🦊" * 99, "2020-01-01T00:00:00Z"),
)
WORDS = (
    "title pitch problem audience why_overlooked why_open fits work_fields tags text parent rows documents task"
    " scorer checks threshold input instruction reason details stance claim link product frontier_lab email challenge"
    " turn understood"
    " choice would_use would_pay knows_product words decision name kind url note demo model row ticket"
)
IN_BODIES = WORDS.split()
AWAY = 503  # the model server of a demo, which is not there
OWN_AFFAIRS = ("logout", "password", "leave", "delete")  # after which nobody is signed in any more


@pytest.fixture
def things(settings: Settings) -> Things:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    unlimited = {"DEFAULT_THROTTLE_RATES": {"account": 1_000_000, "address": 1_000_000}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | unlimited
    return make_things(settings)


def one(who: str, things: Things) -> User:
    return things.person if who == "author" else make_person(who, staff=who == "moderator")


def names_in_forms(client: Client, places: list[tuple[str, str]]) -> list[str]:
    names = {"do", "confirm", "next", "voted", "choice", "challenge", "decision"}
    for _, place in places:
        page = client.get(place)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            names |= set(html.fromstring(page.text).xpath("//form//*[@name]/@name"))
    return sorted(names - {"csrfmiddlewaretoken"})


def drive_pages(person: User, things: Things, rounds: int) -> int:
    chance, client = Random(7), Client(raise_request_exception=False)
    client.force_login(person)
    places = [(name, place) for name, place in places_of(things) if not place.startswith("/api/")]
    names = names_in_forms(client, places)
    for name, place in places:
        if any(word in name or word in place for word in OWN_AFFAIRS):
            continue
        for turn in range(rounds):
            sent: dict[str, Any] = {field: chance.choice(TEXTS) for field in chance.sample(names, min(25, len(names)))}
            if turn % 2:
                sent = {field: [text, chance.choice(TEXTS)] for field, text in sent.items()}
            client.force_login(person)
            response = client.post(place, sent, headers={"HX-Request": "true"} if turn % 3 == 1 else {})
            assert response.status_code < 500 or response.status_code == AWAY, (place, sent)
    return len(places)


def drive_api(person: User, things: Things, rounds: int) -> None:
    _, secret = ApiToken.objects.issue(person, "a program", [TokenScope.WRITE, TokenScope.MODERATE])
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    chance = Random(3)
    for _, place in places_of(things):
        for method in ("post", "put", "patch", "delete") if place.startswith("/api/") else ():
            for turn in range(rounds):
                body = {name: chance.choice(VALUES) for name in IN_BODIES} if turn else chance.choice(VALUES)
                sent = "null" if body is None else body
                response = getattr(client, method)(place, sent, content_type="application/json")
                assert response.status_code < 500 or response.status_code == AWAY, (method, place, sent)


def test_every_page_takes_any_form(things: Things) -> None:
    assert drive_pages(things.person, things, rounds=1) > 60


@pytest.mark.proof
@pytest.mark.parametrize("who", ["author", "moderator", "outsider"])
def test_every_page_takes_many_forms(things: Things, who: str) -> None:
    drive_pages(one(who, things), things, rounds=8)


def test_every_endpoint_takes_any_body(things: Things) -> None:
    drive_api(things.person, things, rounds=1)


@pytest.mark.proof
@pytest.mark.parametrize("who", ["author", "moderator", "outsider"])
def test_every_endpoint_takes_many_bodies(things: Things, who: str) -> None:
    drive_api(one(who, things), things, rounds=12)
