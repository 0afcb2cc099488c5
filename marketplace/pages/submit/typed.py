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
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt

from marketplace.accounts.models import User

View = Callable[..., HttpResponse]
KEY = "typed"
KEPT_CHARACTERS = 300_000  # in the session of somebody who is not signed in
READ_BYTES = 25_000_000  # of a body that is too large; beyond it the connection is closed unread

SIGNED_OUT = "You were signed out. Nothing you typed is lost: it is below. Please send it once more."
SIGN_IN = "You are signed out. Sign in, and you come back to what you typed."
TOO_LONG = "You are signed out, and what you typed is too long to keep meanwhile. Go back to it, copy it, then sign in."
TOO_OLD = "You signed in again after this page was opened. Nothing you typed is lost: please send it once more."
TOO_BIG = (
    "That was {size:.1f} MB; a form may hold {most:.1f} MB. The longest field could not be read. All else that you"
    " typed is below, and nothing was saved. Files may hold 1 MB."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    message: str


def keeps_what_is_typed(view: View) -> View:
    """For signed-in people. Passes `typed`: what was typed but refused, to fill the form with, or None."""

    @csrf_exempt  # checked by `refusal`, which the middleware would not let happen
    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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


def shown_again(request: HttpRequest, refused: Refusal | None, form: Callable[[], HttpResponse]) -> HttpResponse:
    if refused is not None and getattr(request, "htmx", False):
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
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        return Refusal(413, TOO_BIG.format(size=content_length(request) / 1e6, most=most / 1e6))
    return Refusal(403, TOO_OLD) if stale else None


def csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """Django's own check, as its middleware would have made it."""
    failure: HttpResponse | None = CsrfViewMiddleware(nothing).process_view(request, nothing, (), {})
    return failure


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def sent_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser vouches for it. Only then are the words of a refused form shown again."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def read_what_fits(request: HttpRequest) -> bool:
    """Parse the form; True if it is above the limits, and then with the fields before the one that was too much."""
    too_big = False

    def parse_file_upload(meta: dict[str, Any], stream: Any) -> tuple[QueryDict, MultiValueDict[str, Any]]:
        nonlocal too_big
        if content_length(request) > READ_BYTES:
            too_big = True
            return QueryDict(), MultiValueDict()
        parser = MultiPartParser(meta, stream, request.upload_handlers, request.encoding)
        try:
            return parser.parse()
        except (RequestDataTooBig, TooManyFieldsSent):
            too_big = True
            # A server that answers before it has read all closes the connection, and the answer is never seen.
            drain(stream)
            partial: QueryDict = getattr(parser, "_post", QueryDict())
            return partial, MultiValueDict()

    request.parse_file_upload = parse_file_upload  # type: ignore[method-assign, assignment]
    try:
        request.POST  # noqa: B018 - reading it parses the body
    except (RequestDataTooBig, TooManyFieldsSent):  # a body that is not multipart, which no form of ours sends
        too_big = True
    return too_big


def content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def drain(stream: Any) -> None:
    left = READ_BYTES
    while left > 0 and (chunk := stream.read(min(left, 65_536))):
        left -= len(chunk)


def keep(request: HttpRequest) -> None:
    """Remember what was typed at this address until its person has signed in and sent it again."""
    if request.method != "POST":
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) > KEPT_CHARACTERS:
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
