"""A form that was sent after its session had run out: kept until its person has signed in and sent it again.

Anybody who is signed out can make us store these. So one network may have us keep so many characters in an hour, all
networks together so many in a day, and the session ends after an hour. The clock deletes it.
"""

from time import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, QueryDict

from marketplace.rates import count
from marketplace.visitors import visitor_of

KEY = "typed"  # in the session
NOT_KEPT = ("csrfmiddlewaretoken", "kept")  # the second: the text of a file
MAX_CHARACTERS = 300_000
FEW_CHARACTERS = 20_000  # of a comment or a claim
PER_NETWORK = 1_000_000  # characters in an hour
OF_ALL = 200_000_000  # characters in a day
AN_HOUR, A_DAY = 3_600, 86_400  # seconds

SIGN_IN = "You are signed out. Sign in, and you come back to what you typed."
SIGNED_OUT = "You were signed out. Nothing you typed is lost: it is below. Please send it once more."
TOO_MANY = "You are signed out, and too much was typed from your network to keep it. Go back, copy it, then sign in."
TOO_LONG = "You are signed out, and what you typed is too long to keep meanwhile. Go back to it, copy it, then sign in."


def keep(request: HttpRequest, limit: int = MAX_CHARACTERS) -> None:
    """Keep the fields of the form sent to this address, unless they have more than `limit` characters. What a file held
    is not kept: it is chosen again."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    size = sum(len(text) for name, values in fields.items() for text in (name, *values))
    if size > limit:
        messages.warning(request, TOO_LONG)
        return
    if is_too_much(request, size):
        messages.warning(request, TOO_MANY)
        return
    request.session.set_expiry(AN_HOUR)
    request.session[KEY] = {"path": request.path, "fields": fields}
    messages.warning(request, SIGN_IN)


def is_too_much(request: HttpRequest, size: int) -> bool:
    """Count the characters, for the network and for all. Nothing is too much while the cache does not answer."""
    now, network = int(time()), visitor_of(request).address
    of_network = count(f"kept:{network}:{now // AN_HOUR}", size, AN_HOUR)
    return of_network > PER_NETWORK or count(f"kept:{now // A_DAY}", size, A_DAY) > OF_ALL


def kept(request: HttpRequest) -> QueryDict | None:
    """The fields that were kept for this address. They stay until `forget`."""
    waiting = request.session.get(KEY)
    if waiting is None or waiting["path"] != request.path:
        return None
    last_as_long_as_others(request)
    messages.warning(request, SIGNED_OUT)
    typed = QueryDict(mutable=True)
    for name, values in waiting["fields"].items():
        typed.setlist(name, values)
    return typed


def last_as_long_as_others(request: HttpRequest) -> None:
    """The session of somebody who has signed in. Signing in sets its end, where one chose whether to be remembered;
    signing up leaves that of the kept form."""
    session = request.session
    if not session.get_expire_at_browser_close() and session.get_expiry_age() <= AN_HOUR:
        session.set_expiry(settings.SESSION_COOKIE_AGE)


def forget(request: HttpRequest) -> None:
    """Drop the fields kept for this address: they have arrived."""
    if request.session.get(KEY, {}).get("path") == request.path:
        del request.session[KEY]
