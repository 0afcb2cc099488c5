"""Which responses may be cached, and compressed: lists for strangers by us, for a second; a person's own pages nowhere.

A page is cached only if nothing in it came from the person who asked. The page decides that by what it read while it
was made: the session, a message, the form token, or any cookie that was there. The names of the cookies that it looked
for are cached with it; a reader who has one of them gets a fresh page.

Only such a page is compressed. The length of a compressed page tells whether what somebody put into its address is in
it a second time (the BREACH attack); a page that is the same for all strangers has no secret to tell.
"""

from dataclasses import dataclass
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_response_headers

from .requests import View

FRESH = 1  # seconds for which a list may be stale


class Cookies(dict[str, str]):
    """The cookies of a request, which record the names that the page looked for."""

    def __init__(self, cookies: dict[str, str]) -> None:
        super().__init__(cookies)
        self.sought: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.sought.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.sought.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # without a sentinel
        self.sought.add(name)
        return super().get(name, default)


@dataclass(frozen=True)
class CachedPage:
    """A page that holds nothing of the first reader, and the names of the cookies that it looked for."""

    response: HttpResponse
    sought: frozenset[str]

    def suits(self, cookies: dict[str, str]) -> bool:
        return self.sought.isdisjoint(cookies)


def cached_for_strangers(view: View) -> View:
    """Serve a page up to one second old to readers of whom it would read nothing. All others get a fresh page.

    Without Redis every page is fresh.
    """

    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = f"page:{sha256(request.build_absolute_uri().encode()).hexdigest()}"
        cached: CachedPage | None = cache.get(key)
        if cached and cached.suits(request.COOKIES):
            return zipped(request, cached.response)
        request.COOKIES = cookies = Cookies(request.COOKIES)
        response = view(request, *args, **kwargs)
        page = CachedPage(response, frozenset(cookies.sought | session_cookie(request)))
        if response.status_code == 200 and page.suits(cookies) and not holds_something_of(request, response):
            patch_response_headers(response, FRESH)
            cache.set(key, page, FRESH)
            return zipped(request, response)
        return response

    return serve


class Gzip(GZipMiddleware):
    """Adds nothing random, which would hide no secret here and would change the ETag of each answer."""

    max_random_bytes = 0


def zipped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, compressed if the browser can read that; the cache holds the page as it was made."""
    Gzip(lambda _: response).process_response(request, response)
    return response


def session_cookie(request: HttpRequest) -> set[str]:
    """The name of the session's cookie if the page read the session: the middleware reads the cookie before us."""
    return {settings.SESSION_COOKIE_NAME} if request.session.accessed else set()


def holds_something_of(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page has a message, a form token, data of a session, or a cookie for this person alone."""
    token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META  # set when a page asks for the token
    return has_message(request) or has_session(request) or token or bool(response.cookies)


def private(respond: View) -> View:
    """Middleware: no cache keeps a response made with a session or messages, unless its view set the header itself."""

    def serve(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        if not response.has_header("Cache-Control") and (has_session(request) or has_message(request)):
            response["Cache-Control"] = "private, no-store"
        return response

    return serve


def has_session(request: HttpRequest) -> bool:
    return bool(request.session.accessed and not request.session.is_empty())


def has_message(request: HttpRequest) -> bool:
    """Whether a message was shown or left for the next page. This reads neither the cookie nor the session again."""
    messages = get_messages(request)
    assert isinstance(messages, BaseStorage)
    return messages.added_new or (messages.used and len(messages) > 0)
