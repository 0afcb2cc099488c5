"""Who plays the glance game in this browser, and which ideas it has opened.

What a person has opened is a row (`panel.Opening`), so that it follows them everywhere. What somebody signed out has
opened is a list of numbers in a signed cookie of their own browser: it costs no query and no session, so pages for
strangers can still be cached, and no row of ours tells what a stranger reads.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from evaluations.panel import actions
from evaluations.panel.models import Player
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.visitors import visitor_of

OPENED = "opened"  # the cookie
SALT = "marketplace.pages.glance.players"
REMEMBERED = 300  # ideas; more would be a cookie that some proxies refuse
FOR = 60 * 60 * 24 * 365  # seconds
KEY = "player"  # in the session; it stays when they sign in


def player_of(request: HttpRequest, *, begins: bool = False) -> Player:
    """`begins`: give whoever is signed out a session, because they will have a card to remember."""
    visitor = visitor_of(request)
    if begins and visitor.person is None and KEY not in request.session:
        request.session[KEY] = get_random_string(32)
    return Player(visitor.person, request.session.get(KEY, ""), visitor.network, frozenset(opened_in(request)))


def opened_in(request: HttpRequest) -> list[int]:
    """Nothing where the cookie is missing, or is none that we wrote."""
    try:
        return [int(number, 36) for number in signing.loads(request.COOKIES.get(OPENED, ""), salt=SALT).split()]
    except (signing.BadSignature, ValueError, AttributeError):
        return []


def noting_opening(request: HttpRequest, response: HttpResponse, idea: Idea) -> HttpResponse:
    """The response, and a note: whoever sees this page knows too much to glance at the idea."""
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
