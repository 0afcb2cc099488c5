"""What somebody typed whose session had run out, kept until they have signed in and sent it again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

KEY = "typed"
MOST_CHARACTERS = 300_000
FEW_CHARACTERS = 20_000  # of a comment or a claim: each is a row that somebody signed out has us keep

SIGN_IN = "You are signed out. Sign in, and you come back to what you typed."
SIGNED_OUT = "You were signed out. Nothing you typed is lost: it is below. Please send it once more."
TOO_LONG = "You are signed out, and what you typed is too long to keep meanwhile. Go back to it, copy it, then sign in."


def keep(request: HttpRequest, most: int = MOST_CHARACTERS) -> None:
    """Remember what was typed at this address, up to `most` characters, until its person has signed in and sent it
    again."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) > most:
        messages.warning(request, TOO_LONG)
        return
    request.session[KEY] = {"path": request.path, "fields": fields}
    messages.warning(request, SIGN_IN)


def kept(request: HttpRequest) -> QueryDict | None:
    """What was typed at this address before signing in. It stays until `forget`."""
    waiting = request.session.get(KEY)
    if waiting is None or waiting["path"] != request.path:
        return None
    messages.warning(request, SIGNED_OUT)
    typed = QueryDict(mutable=True)
    for name, values in waiting["fields"].items():
        typed.setlist(name, values)
    return typed


def forget(request: HttpRequest) -> None:
    """What waited at this address has arrived."""
    if request.session.get(KEY, {}).get("path") == request.path:
        del request.session[KEY]
