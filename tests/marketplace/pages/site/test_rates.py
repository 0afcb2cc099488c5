"""How many pages one reader may ask for in a minute."""

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from marketplace.pages.site import rates
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_pages_a_minute(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, twenty seconds before the end of a minute."""
    settings.PAGES_PER_MINUTE_BY_ADDRESS = settings.PAGES_PER_MINUTE_BY_ACCOUNT = 3
    monkeypatch.setattr(rates, "time", lambda: 6_000_040.0)


def statuses(client: Client, *paths: str, address: str = "198.51.100.1") -> list[int]:
    return [client.get(path, REMOTE_ADDR=address).status_code for path in paths]


def test_reader_who_asks_too_often_gets_a_page_that_says_when_to_come_back(client: Client) -> None:
    assert statuses(client, "/", "/new", "/nowhere") == [200, 200, 404]
    refused = client.get("/top", REMOTE_ADDR="198.51.100.1")
    assert refused.status_code == 429 and refused["Retry-After"] == "20" and refused["Cache-Control"] == "no-store"
    assert "That was too often" in refused.text and "Try again in 20 seconds" in refused.text


def test_next_minute_begins_anew(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert statuses(client, "/", "/", "/", "/")[-1] == 429
    monkeypatch.setattr(rates, "time", lambda: 6_000_060.0)
    assert statuses(client, "/") == [200]


def test_others_are_not_limited_by_one_reader(client: Client) -> None:
    assert statuses(client, "/", "/", "/", "/")[-1] == 429
    assert statuses(client, "/", address="198.51.100.2") == [200]
    person = Client()
    person.force_login(make_person())
    assert statuses(person, "/", "/", "/", "/") == [200, 200, 200, 429]


def test_account_is_one_reader_wherever_it_is(client: Client) -> None:
    client.force_login(make_person())
    seen = [statuses(client, "/", address=f"198.51.100.{number}")[0] for number in range(4)]
    assert seen == [200, 200, 200, 429]


def test_network_of_ipv6_is_one_reader_and_a_made_up_session_is_nobody(client: Client) -> None:
    client.cookies[site_settings.SESSION_COOKIE_NAME] = "made-up"
    seen = [statuses(client, "/", address=f"2001:db8::{number}")[0] for number in range(1, 5)]
    assert seen == [200, 200, 200, 429]


def test_what_costs_more_counts_more(client: Client) -> None:
    assert client.post("/account/login/", {}).status_code == 429
    idea = make_idea()
    assert statuses(client, f"{idea.get_absolute_url()}runs/1/bundle.zip", address="198.51.100.9") == [429]


def test_probes_programs_and_files_are_not_counted(client: Client) -> None:
    paths = ("/healthz", "/readyz", "/api/v1/top/", "/static/overlooked/site.css")
    assert set(statuses(client, *paths * 2)) <= {200, 503}  # no worker runs, so the site is not ready
    assert statuses(client, "/", "/", "/") == [200] * 3


def test_cached_page_stays_cached_for_all_who_have_no_session(client: Client) -> None:
    first = client.get("/new", REMOTE_ADDR="198.51.100.1")
    make_idea(title="Made a moment later")
    assert client.get("/new", REMOTE_ADDR="198.51.100.2").content == first.content


def test_nobody_is_limited_while_redis_is_away(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}}
    assert statuses(client, *["/new"] * 6) == [200] * 6


def test_every_address_with_a_cost_of_its_own_exists() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert (rates.COSTS | rates.COSTLY_WRITES).keys() <= names
