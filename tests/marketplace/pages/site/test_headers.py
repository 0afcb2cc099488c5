"""Every address, whoever asks and whatever comes of it, tells browsers the same."""

import importlib.util
from collections import Counter
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django import Settings

from marketplace.accounts.models import ApiToken
from marketplace.pages.site.headers import UNUSED
from tests.factories import make_idea, make_person

from .addresses import make_things, places_of

pytestmark = pytest.mark.django_db

FRAMED = "card"  # the one page that is made for frames of other sites


@pytest.fixture
def places(settings: Settings) -> list[tuple[str, str]]:
    return places_of(make_things(settings))


def missing(name: str, response: Any) -> list[str]:
    """What the response does not say as it should."""
    said = response.headers
    policy = dict(part.split(" ", 1) for part in said.get("Content-Security-Policy", "").split("; ") if " " in part)
    framed = name == FRAMED and response.status_code == 200
    right = {
        "nosniff": said.get("X-Content-Type-Options") == "nosniff",
        "referrer": said.get("Referrer-Policy") == "same-origin",
        "opener": said.get("Cross-Origin-Opener-Policy") == "same-origin",
        "permissions": all(f"{feature}=()" in said.get("Permissions-Policy", "") for feature in UNUSED),
        "resource": ("Cross-Origin-Resource-Policy" in said) != ("Access-Control-Allow-Origin" in said),
        "default": policy.get("default-src") == policy.get("object-src") == policy.get("base-uri") == "'none'",
        "scripts": policy.get("script-src", "'self'") == "'self'" and policy.get("style-src") == "'self'",
        "frames": policy.get("frame-ancestors") == ("*" if framed else "'none'"),
        "type": not response.getvalue() or "Content-Type" in said,
    }
    kind = said.get("Content-Type", "")
    right["charset"] = not kind.startswith("text/") or "charset=utf-8" in kind.replace('"', "")
    return [part for part, holds in right.items() if not holds]


@pytest.mark.parametrize("who", ["stranger", "person", "moderator"])
def test_every_page_and_endpoint_has_every_header(places: list[tuple[str, str]], who: str) -> None:
    client = Client(raise_request_exception=False)
    if who != "stranger":
        client.force_login(make_person(f"some-{who}", staff=who == "moderator"))
    statuses: Counter[int] = Counter()
    for name, place in places:
        for method in ("get", "post"):
            response = getattr(client, method)(place)
            statuses[response.status_code] += 1
            assert not missing(name, response), (method, place, missing(name, response))
        if "logout" in name and who != "stranger":
            client.force_login(make_person())
    assert statuses[200] > 60 and not statuses[429] and not statuses[500], statuses


def test_token_of_a_program_changes_no_header(places: list[tuple[str, str]]) -> None:
    _, secret = ApiToken.objects.issue(make_person(), "a program")
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    for name, place in places:
        if place.startswith("/api/"):
            for method in ("get", "post", "put", "patch", "delete", "options"):
                response = getattr(client, method)(place, content_type="application/json")
                assert not missing(name, response), (method, place)


def test_no_address_says_again_what_a_request_told_it(places: list[tuple[str, str]]) -> None:
    for _, place in places:
        response = Client().trace(place, headers={"Authorization": "told-to-nobody-else"})
        assert "told-to-nobody-else" not in response.text and response["Content-Type"] != "message/http", place


@pytest.mark.parametrize(
    ("place", "host"),
    [("/no/such/page", "localhost"), ("/new", "evil.example"), ("/static/overlooked/site.js", "localhost")],
)
def test_refusals_and_files_have_every_header(client: Client, place: str, host: str) -> None:
    response = client.get(place, headers={"Host": host})
    assert not missing("", response), response.headers


def test_page_of_another_origin_may_load_nothing_that_is_not_open_to_all(client: Client) -> None:
    assert client.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"
    badge = client.get(f"{make_idea().get_absolute_url()}badge.svg")
    assert badge["Access-Control-Allow-Origin"] == "*" and "Cross-Origin-Resource-Policy" not in badge


def settings_with(patch: pytest.MonkeyPatch, **variables: str) -> ModuleType:
    """The settings as they are with these variables, beside those that the tests run with."""
    for name, value in variables.items():
        patch.setenv(name, value)
    path = site_settings.BASE_DIR / "marketplace" / "settings.py"
    spec = importlib.util.spec_from_file_location("settings_beside", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_site_behind_tls_binds_its_cookies_to_its_host_and_to_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = settings_with(monkeypatch, HTTPS="true")
    assert behind.SESSION_COOKIE_NAME == "__Host-sessionid" and behind.CSRF_COOKIE_NAME == "__Host-csrftoken"
    assert behind.SESSION_COOKIE_SECURE and behind.CSRF_COOKIE_SECURE and behind.CSRF_COOKIE_HTTPONLY
    assert not hasattr(behind, "SESSION_COOKIE_DOMAIN") and not hasattr(behind, "SESSION_COOKIE_PATH")
    assert behind.SECURE_HSTS_SECONDS >= 31_536_000 and behind.SECURE_HSTS_INCLUDE_SUBDOMAINS


def test_every_cookie_is_kept_from_scripts_and_other_sites(client: Client) -> None:
    person = make_person("marta")
    client.get("/account/login/")
    client.post("/account/login/", {"login": person.username, "password": "correct-horse-battery"})
    stranger = Client()
    stranger.get(make_idea().get_absolute_url())
    cookies = [*client.cookies.values(), *stranger.cookies.values()]
    assert {"sessionid", "csrftoken", "messages", "opened"} <= {cookie.key for cookie in cookies}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["domain"] for cookie in cookies)


def test_site_behind_tls_sends_people_on_and_refuses_programs(settings: Settings) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = Client()
    page = client.get("/new")
    assert page.status_code == 301 and page["Location"].startswith("https://")
    api = client.get("/api/v1/ideas/", headers={"Authorization": "Bearer ovl_secret"})
    assert api.status_code == 403 and "revoke the token" in api.json()["detail"] and "Location" not in api
    secure = client.get("/api/v1/ideas/", secure=True)
    assert secure.status_code == 200
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
