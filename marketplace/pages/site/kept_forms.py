"""A form that was sent after its session had run out: kept until its person has signed in and sent it again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

KEY = "typed"  # in the session
MAX_CHARACTERS = 300_000
FEW_CHARACTERS = 20_000  # of a comment or a claim: signed-out people make us store these, so they are short

SIGN_IN = "You are signed out. Sign in, and you come back to what you typed."
SIGNED_OUT = "You were signed out. Nothing you typed is lost: it is below. Please send it once more."
TOO_LONG = "You are signed out, and what you typed is too long to keep meanwhile. Go back to it, copy it, then sign in."


def keep(request: HttpRequest, limit: int = MAX_CHARACTERS) -> None:
    """Keep the fields of the form sent to this address, unless they have more than `limit` characters."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) > limit:
        messages.warning(request, TOO_LONG)
        return
    request.session[KEY] = {"path": request.path, "fields": fields}
    messages.warning(request, SIGN_IN)


def kept(request: HttpRequest) -> QueryDict | None:
    """The fields that were kept for this address. They stay until `forget`."""
    waiting = request.session.get(KEY)
    if waiting is None or waiting["path"] != request.path:
        return None
    messages.warning(request, SIGNED_OUT)
    typed = QueryDict(mutable=True)
    for name, values in waiting["fields"].items():
        typed.setlist(name, values)
    return typed


def forget(request: HttpRequest) -> None:
    """Drop the fields kept for this address: they have arrived."""
    if request.session.get(KEY, {}).get("path") == request.path:
        del request.session[KEY]
