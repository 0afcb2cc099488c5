"""What holds for every address: caching, other origins, limits."""

from typing import Any, cast

import pytest
from django.core.cache import cache
from django_redis.cache import RedisCache
from lxml import html
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from marketplace.api.throttles import ByReader
from tests.factories import make_idea, make_person

from .conftest import Api

pytestmark = pytest.mark.django_db
redis = cast(RedisCache, cache)


def test_what_strangers_read_is_public_for_seconds_and_not_sent_twice(anyone: APIClient) -> None:
    make_idea()
    first = anyone.get("/api/v1/top/")
    again = anyone.get("/api/v1/top/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "public, max-age=5"
    assert {"Accept", "Authorization"} <= set(first["Vary"].split(", "))
    assert "Cookie" not in first["Vary"]


@pytest.mark.parametrize("program", ["stranger", "token"])
def test_head_has_the_etag_of_get_and_no_body(anyone: APIClient, api: Api, program: str) -> None:
    make_idea()
    client = api() if program == "token" else anyone
    for path in ("/api/v1/top/", "/api/v1/models/"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == get["ETag"]


def test_what_changed_is_sent_again(anyone: APIClient) -> None:
    idea = make_idea()
    first = anyone.get("/api/v1/top/")
    make_idea(author=idea.author)
    a_second_later()
    assert anyone.get("/api/v1/top/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_list_is_made_once_a_second_however_many_ask(
    anyone: APIClient, api: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    idea, program = make_idea(), api()
    first = anyone.get("/api/v1/top/")
    the_second_lasts()
    make_idea(author=idea.author)
    with django_assert_num_queries(0):
        assert anyone.get("/api/v1/top/", REMOTE_ADDR="192.0.2.1").content == first.content
    assert program.get("/api/v1/top/").content == first.content
    assert len(anyone.get("/api/v1/top/?limit=9").json()["results"]) == 2


def test_what_a_token_reads_is_private(api: Api) -> None:
    response = api().get("/api/v1/top/")
    assert response["Cache-Control"] == "private, no-cache"
    assert response["ETag"]


def test_write_is_not_stored_by_any_cache(api: Api) -> None:
    assert api().put(f"/api/v1/ideas/{make_idea().slug}/vote/")["Cache-Control"] == "no-store"


def test_pages_of_other_origins_may_read_and_see_the_headers(anyone: APIClient) -> None:
    response = anyone.get("/api/v1/top/", HTTP_ORIGIN="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
    assert "Access-Control-Allow-Credentials" not in response


def test_pages_of_other_origins_may_not_write(anyone: APIClient) -> None:
    preflight: dict[str, Any] = {
        "HTTP_ORIGIN": "https://elsewhere.example",
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT",
    }
    response = anyone.options(f"/api/v1/ideas/{make_idea().slug}/vote/", **preflight)
    assert "PUT" not in response["Access-Control-Allow-Methods"]


@pytest.fixture
def half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the limits stands still, half a minute into a window."""
    monkeypatch.setattr(ByReader, "timer", staticmethod(lambda: 1_800_000_030.0))


@pytest.mark.usefixtures("half_past")
def test_every_answer_says_what_is_left_of_the_limit(anyone: APIClient, settings: Settings) -> None:
    limit_to(settings, address=3)
    answers = [anyone.get(path) for path in ("/api/v1/top/", "/api/v1/ideas/none/")]
    assert [answer["RateLimit"] for answer in answers] == ['"address";r=2;t=30', '"address";r=1;t=30']
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"address";q=3;w=60'}


@pytest.mark.usefixtures("half_past")
def test_reader_beyond_the_limit_is_told_when_to_come_back(anyone: APIClient, settings: Settings) -> None:
    limit_to(settings, address=2)
    answers = [anyone.get("/api/v1/top/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[-1]
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"].endswith("#quota-exceeded")
    assert (refused["Retry-After"], refused["RateLimit"]) == ("30", '"address";r=0;t=30')


def test_next_window_begins_anew(anyone: APIClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_to(settings, address=1)
    for minute in (0, 60):
        monkeypatch.setattr(ByReader, "timer", staticmethod(lambda minute=minute: 1_800_000_000.0 + minute))
        assert [anyone.get("/api/v1/top/").status_code for _ in range(2)] == [200, 429]


def test_limits_of_addresses_and_accounts_are_apart(anyone: APIClient, api: Api, settings: Settings) -> None:
    limit_to(settings, address=0, account=5)
    assert anyone.get("/api/v1/top/").status_code == 429
    assert anyone.get("/api/v1/top/", REMOTE_ADDR="192.0.2.7").status_code == 429
    assert api().get("/api/v1/top/").status_code == 200


@pytest.mark.usefixtures("half_past")
def test_one_household_with_many_ipv6_addresses_is_one_reader(anyone: APIClient, settings: Settings) -> None:
    limit_to(settings, address=100)
    for host in ("1", "2"):
        mine = anyone.get("/api/v1/top/", REMOTE_ADDR=f"2001:db8:1:1::{host}")
    others = anyone.get("/api/v1/top/", REMOTE_ADDR="2001:db8:1:2::1")
    assert mine["RateLimit"].startswith('"address";r=98;')
    assert others["RateLimit"].startswith('"address";r=99;')


@pytest.mark.usefixtures("half_past")
def test_address_that_a_reader_makes_up_does_not_lift_the_limit(anyone: APIClient, settings: Settings) -> None:
    limit_to(settings, address=100)
    for made_up in ("203.0.113.1", "203.0.113.2"):
        response = anyone.get("/api/v1/top/", HTTP_X_FORWARDED_FOR=made_up)
    assert response["RateLimit"].startswith('"address";r=98;')


@pytest.mark.usefixtures("no_redis")
def test_without_redis_nobody_is_counted_and_everything_works(api: Api, anyone: APIClient) -> None:
    idea, program = make_idea(), api()
    comment = {"text": "Still here."}
    assert program.put(f"/api/v1/ideas/{idea.slug}/vote/").data == {"voted": True, "votes": 1}
    assert program.post(f"/api/v1/ideas/{idea.slug}/comments/", comment, format="json").status_code == 201
    assert [row["slug"] for row in anyone.get("/api/v1/top/").data["results"]] == [idea.slug]


def test_index_leads_to_addresses_that_answer(anyone: APIClient) -> None:
    links = anyone.get("/api/v1/").json()
    assert set(links) == {"top", "ideas", "models", "moments", "schema", "docs"}
    assert {anyone.get(link).status_code for link in links.values()} == {200}


def test_docs_page_has_no_script_or_style_of_its_own_and_keeps_the_policy(anyone: APIClient) -> None:
    response = anyone.get("/api/v1/docs/", HTTP_ACCEPT="text/html")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
    page = html.document_fromstring(response.content)
    assert not page.xpath("//style | //@style | //script[not(@src)]")
    assert {address.partition("/")[0] for address in page.xpath("//script/@src | //link/@href")} == {""}


def test_reading_costs_one_look_at_the_token_and_no_write(
    api: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    program = api(make_person())
    program.get("/api/v1/models/")
    with django_assert_num_queries(3):  # the token; models and prices: how models stand was counted just now
        program.get("/api/v1/models/")


def the_second_lasts() -> None:
    """What is in our cache stays there until the test is over, however slow the machine is."""
    for key in redis.iter_keys("*"):
        redis.persist(key)


def a_second_later() -> None:
    """Our cache has let go of the lists."""
    redis.delete_pattern("*")


def limit_to(settings: Settings, **rates: int) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
