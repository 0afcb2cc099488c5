"""Nothing typed is lost when a form is refused before its view sees it.

A session that has run out, a token older than the last sign-in, a body above Django's limit: each would
answer a long form with a bare page. Here the form is shown again instead, filled with what was typed. The
view then sees a GET, so what was refused cannot be written by mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from marketplace.accounts.models import User
from marketplace.pages.site.kept import SIGN_IN, keep, kept
from marketplace.pages.site.requests import PageRequest, sent_from_our_page

from .body import READ_BYTES, content_length, read_what_fits

View = Callable[..., HttpResponse]

TOO_OLD = "You signed in again after this page was opened. Nothing you typed is lost: please send it once more."
TOO_BIG = (
    "That was {size:.1f} MB; a form may hold {most:.1f} MB. The longest field could not be read. All else that you"
    " typed is below, and nothing was saved. Files may hold 1 MB."
)

FAR_TOO_BIG = (
    "That was {size:.0f} MB; a file may hold 1 MB, so nothing of it was read. Below is what was saved before. Go back"
    " for what you typed since."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    message: str


def keeps_what_is_typed(view: View) -> View:
    """For signed-in people. Passes `typed`: what was typed but refused, to fill the form with, or None."""

    @csrf_exempt  # checked by `refusal`, which the middleware would not let happen
    @wraps(view)
    def keeping(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = None
        if request.method == "POST":
            too_big = read_what_fits(request)
            foreign = csrf_failure(request)
            if foreign is not None and not sent_from_our_page(request):
                return foreign
            refused = refusal(request, stale=foreign is not None, too_big=too_big)
        if refused is None and isinstance(request.user, User):
            typed = None if request.method == "POST" else kept(request)
            return view(request, *args, typed=typed, **kwargs)
        return shown_again(request, refused, lambda: view(request, *args, typed=request.POST, **kwargs))

    return keeping


def shown_again(request: PageRequest, refused: Refusal | None, form: Callable[[], HttpResponse]) -> HttpResponse:
    if refused is not None and request.htmx:
        return render(request, "submit/_saved.html", {"trouble": refused.message}, status=422)
    if not request.user.is_authenticated:
        keep(request)
        return redirect_to_login(request.get_full_path())
    assert refused
    messages.warning(request, refused.message)
    request.method = "GET"
    response = form()
    response.status_code = refused.status
    return response


def refusal(request: HttpRequest, *, stale: bool, too_big: bool) -> Refusal | None:
    if not request.user.is_authenticated:
        return Refusal(401, SIGN_IN)
    if too_big:
        size, most = content_length(request), settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        said = FAR_TOO_BIG if size > READ_BYTES else TOO_BIG
        return Refusal(413, said.format(size=size / 1e6, most=most / 1e6))
    return Refusal(403, TOO_OLD) if stale else None


def csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """Django's own check, as its middleware would have made it."""
    failure: HttpResponse | None = CsrfViewMiddleware(nothing).process_view(request, nothing, (), {})
    return failure


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
