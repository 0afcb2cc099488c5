"""Which browser a paste is of: a secret in its session opens it. The session stays when somebody signs in or up."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.crypto import get_random_string

from evaluations.prototypes.models import Paste
from evaluations.prototypes.pastes.begin import opened

KEY = "opens_pastes"  # in the session


def secret_of(request: HttpRequest) -> str:
    """Begins a session for somebody signed out, because it must remember the secret."""
    if KEY not in request.session:
        request.session[KEY] = get_random_string(32)
    return of_browser(request.session[KEY])


def of_browser(secret: str) -> str:
    return f"browser {secret}" if secret else ""


def browser_of(request: HttpRequest) -> str:
    """Blank where nothing was pasted in this session."""
    return of_browser(request.session.get(KEY, ""))


def own_paste(request: HttpRequest, key: UUID) -> Paste:
    """Raises Http404 for everybody else, and once its words are gone: nobody learns which of the two it is."""
    paste = opened(key, browser_of(request))
    if paste is None:
        raise Http404
    return paste
