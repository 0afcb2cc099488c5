"""The player of the glance game in this browser, and the ideas that this browser has opened.

An idea opened by a person is a row (`panel.Opening`), so that it follows them to every device. Ideas opened while
signed out are numbers in a signed cookie: this costs no query and no session, so pages for strangers can still be
cached, and no row of ours shows what a stranger reads.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from evaluations.panel import actions
from evaluations.panel.models import Player
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.visitors import visitor_of

OPENED = f"{settings.COOKIE_PREFIX}opened"  # the cookie
SALT = "marketplace.pages.glance.players"
REMEMBERED = 300  # ideas; some proxies refuse a larger cookie
FOR = 60 * 60 * 24 * 365  # seconds
KEY = "player"  # in the session; it stays when they sign in


def player_of(request: HttpRequest, *, begins: bool = False) -> Player:
    """`begins`: start a session for somebody signed out, because it must remember a card."""
    visitor = visitor_of(request)
    if begins and visitor.person is None and KEY not in request.session:
        request.session[KEY] = get_random_string(32)
    return Player(visitor.person, request.session.get(KEY, ""), visitor.network, frozenset(opened_in(request)))


def opened_in(request: HttpRequest) -> list[int]:
    """Empty if the cookie is missing or was not written by us."""
    try:
        return [int(number, 36) for number in signing.loads(request.COOKIES.get(OPENED, ""), salt=SALT).split()]
    except (signing.BadSignature, ValueError, AttributeError):
        return []


def noting_opening(request: HttpRequest, response: HttpResponse, idea: Idea) -> HttpResponse:
    """Note that this reader has seen the page, and so knows too much to glance at the idea. Return the response."""
    if isinstance(request.user, User):
        actions.note_opening(request.user, idea)
        return response
    opened = opened_in(request)
    if idea.pk in opened:
        return response
    numbers = " ".join(in_base_36(number) for number in [*opened, idea.pk][-REMEMBERED:])
    cookie = signing.dumps(numbers, salt=SALT, compress=True)
    response.set_cookie(OPENED, cookie, FOR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


def in_base_36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (in_base_36(number // 36) if number >= 36 else "") + digits[number % 36]
