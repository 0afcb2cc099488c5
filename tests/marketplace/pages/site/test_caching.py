"""Pages that are kept for strangers hold nothing of anybody, whatever who asked for them brought along."""

from collections.abc import Callable, Iterator
from gzip import decompress
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from ideas.models import Idea
from marketplace.accounts.models import ApiToken, User
from marketplace.pages.site import caching
from marketplace.pages.site.caching import cached_for_strangers
from tests.factories import PASSWORD, make_idea, make_person

pytestmark = pytest.mark.django_db

PAGES = {
    "home": "/",
    "new": "/new",
    "top": "/top/week",
    "tag": "/tags/letters",
    "moments": "/moments",
    "discover": "/discover",
    "moderation-log": "/moderation/log",
    "scouts": "/scouts/",
}
LISTS_OF_THE_API = ("/api/v1/ideas/", "/api/v1/top/", "/api/v1/moments/", "/api/v1/docs/")
NOTICE = "You are signed in."
ZIPPED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def idea(monkeypatch: pytest.MonkeyPatch) -> Idea:
    """Two hours old, so that its age in words is the same in two answers, which a cache of a minute holds."""
    monkeypatch.setattr(caching, "FRESH", 60)
    return make_idea(tags=("letters",), hours_old=2)


@pytest.fixture
def person() -> User:
    return make_person("marta")


def signed_in(person: User) -> Client:
    """Somebody who has just signed in, with the notice of it still to be shown."""
    client = Client()
    client.post("/account/login/", {"login": person.username, "password": PASSWORD})
    assert {"sessionid", "messages"} <= client.cookies.keys()
    return client


def with_cookie(name: str, client: Client) -> Client:
    for other in set(client.cookies) - {name}:
        del client.cookies[other]
    return client


def with_form_token(client: Client) -> Client:
    client.get("/account/login/")
    return with_cookie("csrftoken", client)


def with_invented_cookies(person: User) -> Client:
    client = Client()
    client.cookies.load({"messages": NOTICE, "sessionid": "x" * 32, "csrftoken": "y" * 32, "waitlist": NOTICE})
    return client


BRINGS: dict[str, Callable[[User], Client]] = {
    "a message": lambda person: with_cookie("messages", signed_in(person)),
    "a session": lambda person: with_cookie("sessionid", signed_in(person)),
    "a session and a message": signed_in,
    "a form token": lambda person: with_form_token(Client()),
    "cookies of their own making": with_invented_cookies,
}


def views_of(patterns: Any) -> Iterator[tuple[str, Callable[..., HttpResponse]]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", pattern.callback
        else:
            yield from views_of(pattern.url_patterns)


def is_cached(view: Any) -> bool:
    ours = cached_for_strangers.__qualname__ + ".<locals>.serve"
    while view is not None:
        if getattr(getattr(view, "__code__", None), "co_qualname", "") == ours:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_cached_page_is_driven_here() -> None:
    assert {name for name, view in views_of(get_resolver().url_patterns) if is_cached(view)} == PAGES.keys()


@pytest.mark.parametrize("brought", BRINGS)
@pytest.mark.parametrize("page", [*PAGES.values(), *LISTS_OF_THE_API])
def test_stranger_gets_the_same_page_after_any_reader(idea: Idea, person: User, page: str, brought: str) -> None:
    client = BRINGS[brought](person)
    cache.clear()
    expected = Client().get(page).content
    cache.clear()
    theirs = client.get(page)
    assert theirs.status_code == 200
    afterwards = Client().get(page)
    assert afterwards.content == expected
    assert NOTICE not in afterwards.text and person.username not in afterwards.text
    assert not afterwards.cookies


@pytest.mark.parametrize("page", PAGES.values())
def test_person_gets_their_own_page_though_a_strangers_is_kept(idea: Idea, person: User, page: str) -> None:
    client = signed_in(person)
    Client().get(page)
    theirs = client.get(page)
    assert NOTICE in theirs.text and person.username in theirs.text
    assert theirs["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", PAGES.values())
def test_notice_of_somebody_without_a_session_is_shown_once_and_kept_nowhere(
    idea: Idea, person: User, page: str
) -> None:
    client = with_cookie("messages", signed_in(person))
    Client().get(page)
    theirs = client.get(page)
    assert NOTICE in theirs.text and theirs["Cache-Control"] == "private, no-store"
    assert NOTICE not in client.get(page).text


@pytest.mark.parametrize("page", PAGES.values())
def test_strangers_share_a_page_also_with_a_form_token(idea: Idea, page: str) -> None:
    Client().get(page)
    make_idea(title="Written a moment later", tags=("letters",))
    sharing = [Client(), with_form_token(Client())]
    assert all("Written a moment later" not in client.get(page).text for client in sharing)


@pytest.mark.parametrize("method", ["Bearer", "Token", "Basic"])
def test_token_of_somebody_leaves_nothing_on_a_list(idea: Idea, person: User, method: str) -> None:
    _, secret = ApiToken.objects.issue(person, "mine")
    for page in (*PAGES.values(), *LISTS_OF_THE_API):
        cache.clear()
        Client().get(page, headers={"Authorization": f"{method} {secret}"})
        afterwards = Client().get(page)
        assert person.username not in afterwards.text and secret not in afterwards.text


@pytest.mark.parametrize("address", ["/account/email/", "/account/tokens/", "/u/marta/", "/submit/", "/how-it-works/"])
def test_page_made_for_somebody_signed_in_is_kept_by_no_cache(person: User, address: str) -> None:
    assert "no-store" in signed_in(person).get(address, follow=True)["Cache-Control"]


@pytest.mark.parametrize("page", PAGES.values())
def test_stranger_gets_a_list_compressed_with_the_same_words_fresh_or_kept(idea: Idea, page: str) -> None:
    plain = Client().get(page)
    cache.clear()
    for _ in ("fresh", "kept"):
        zipped = Client().get(page, headers=ZIPPED)
        assert zipped["Content-Encoding"] == "gzip" and len(zipped.content) < len(plain.content) / 2
        assert decompress(zipped.content) == plain.content
        assert "Accept-Encoding" in zipped["Vary"] and zipped["Content-Length"] == str(len(zipped.content))
    assert "Content-Encoding" not in Client().get(page)
    again = Client().get(page, headers=ZIPPED | {"If-None-Match": zipped["ETag"]})
    assert again.status_code == 304 and not again.content


@pytest.mark.parametrize("brought", ["a message", "a session", "a session and a message"])
@pytest.mark.parametrize("page", PAGES.values())
def test_list_that_has_anything_of_its_reader_is_not_compressed(
    idea: Idea, person: User, page: str, brought: str
) -> None:
    Client().get(page)
    response = BRINGS[brought](person).get(page, headers=ZIPPED)
    assert response.status_code == 200 and "Content-Encoding" not in response


def test_page_with_a_form_token_is_not_compressed(idea: Idea, person: User) -> None:
    for address in (idea.get_absolute_url(), "/account/login/", "/account/signup/", "/glance/", "/try/"):
        response = with_form_token(Client()).get(address, headers=ZIPPED)
        assert response.status_code == 200 and "Content-Encoding" not in response, address
        assert "csrfmiddlewaretoken" in response.text
