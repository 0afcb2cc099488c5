"""The sessions of one's own account: where one is signed in, and how to end that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.models import (
    MAX_SESSIONS,
    NOTE_EVERY,
    SessionStore,
    end_session,
    end_sessions,
    known_sessions,
    note_use,
)
from marketplace.pages.site.requests import SignedInRequest, View
from marketplace.visitors import network_of

from . import security_log
from .devices import device_of


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    pk: int
    device: str
    network: str
    since: datetime
    last_used: datetime
    is_this: bool


def browser_of(known: UserSession, key: str | None) -> SignedInBrowser:
    return SignedInBrowser(
        known.pk,
        device_of(known.user_agent),
        network_of(known.ip),
        known.created_at,
        known.last_seen_at,
        is_this=known.session_key == key,
    )


@login_required
@never_cache
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    """This browser first, then the others, last used first."""
    browsers = [browser_of(known, request.session.session_key) for known in known_sessions(request.user)[:MAX_SESSIONS]]
    browsers.sort(key=lambda browser: not browser.is_this)
    return render(request, "people/sessions.html", {"browsers": browsers, "minutes": NOTE_EVERY.seconds // 60})


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def end_one(request: SignedInRequest, pk: int) -> HttpResponse:
    known = get_object_or_404(known_sessions(request.user), pk=pk)
    if known.session_key == request.session.session_key:
        messages.warning(request, "This is the session that you use now. Sign out to end it.")
        return redirect("sessions")
    end_session(known)
    security_log.note(request, "session ended", request.user)
    messages.success(request, f"{device_of(known.user_agent)} is signed out.")
    return redirect("sessions")


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def end_others(request: SignedInRequest) -> HttpResponse:
    """End all sessions but this one, also those of which no browser is known."""
    ended = end_sessions(request.user, but=request.session.session_key)
    security_log.note(request, f"other sessions ended ({ended})", request.user)
    messages.success(request, "You are signed out everywhere else." if ended else "There was no other session.")
    return redirect("sessions")


def noted(respond: View) -> View:
    """Middleware: note which browser has used a person's session, and when; at most once in NOTE_EVERY."""

    def serve(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        session = request.session
        assert isinstance(session, SessionStore)
        # Only if the page looked who it is: a page for strangers must not depend on the session because of us.
        if session.accessed and session.session_key and session.should_be_noted and request.user.is_authenticated:
            note_use(request.user, session.session_key, address_of(request), request.headers.get("User-Agent", ""))
        return response

    return serve


def address_of(request: HttpRequest) -> str:
    address: str = get_adapter(request).get_client_ip(request)
    return address
