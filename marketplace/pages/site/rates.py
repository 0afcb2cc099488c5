"""The limit of pages per reader and minute: of an account, or of the network of somebody signed out.

What costs more counts more. The unit is a page that is read; the others are how many front pages they cost in processor
time, measured with 2,000 examples. The API has limits of its own, and probes of the machine have none.
"""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from rest_framework.throttling import BaseThrottle

from marketplace.accounts.models import User
from marketplace.rates import WINDOW, count
from marketplace.visitors import network_of

WRITE = 5
COSTS = {"bundle": 10, "run-sheet": 3, "submit-examples": 6, "examples": 6, "submit-review": 12, "search": 2}
COSTLY_WRITES = {"submit-review": 25, "examples": 20, "paste": 6}
UNCOUNTED = ("/healthz", "/readyz")
NOT_OURS = "/api/"


def limited(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that knows the account."""

    def serve(request: HttpRequest) -> HttpResponse:
        if request.path in UNCOUNTED or request.path.startswith(NOT_OURS):
            return respond(request)
        reader, limit = reader_of(request)
        now = int(time())
        if count(f"pages:{reader}:{now // WINDOW}", cost_of(request)) <= limit:
            return respond(request)
        return too_often(request, WINDOW - now % WINDOW)

    return serve


def reader_of(request: HttpRequest) -> tuple[str, int]:
    """Who is counted, and their limit. Without its cookie no session is read: cached pages ask for none."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        return f"account:{request.user.pk}", settings.PAGES_PER_MINUTE_BY_ACCOUNT
    address: str | None = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads META alone
    return f"address:{network_of(address)}", settings.PAGES_PER_MINUTE_BY_ADDRESS


def cost_of(request: HttpRequest) -> int:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return 1
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return COSTS.get(name, 1)
    return COSTLY_WRITES.get(name, COSTS.get(name, WRITE))


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    wait = "1 second" if seconds == 1 else f"{seconds} seconds"
    reason = "These were more pages in one minute than one reader may ask for."
    response = render(request, "429.html", {"reason": reason, "wait": wait}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
