"""Nothing typed is lost when a form is refused before its view sees it.

A session that has run out, a token older than the last sign-in, a body above Django's limit: Django answers each with
a bare page. Here the form is shown again instead, filled with the text that was typed. The view then sees a GET, so it
cannot write refused text by mistake.
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

from .kept_forms import SIGN_IN, keep, kept
from .requests import PageRequest, View, sent_from_our_page
from .sizes import content_length

READ_BYTES = 100_000_000  # files go to the disk as they are read; a longer body is not read at all
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
class RefusedForm:
    """Why a form was refused: the status of the answer, and the message at the top of the page."""

    status: int
    message: str


def keeps_what_is_typed(view: View) -> View:
    """Decorate a view for signed-in people. The view gets `typed`: text that was refused, to fill the form, or None."""

    @csrf_exempt  # `refused_form` checks the token; the middleware would answer before it
    @wraps(view)
    def keeping(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = None
        if request.method == "POST":
            too_big = read_what_fits(request)
            foreign = csrf_failure(request)
            if foreign is not None and not sent_from_our_page(request):
                return foreign
            refused = refused_form(request, stale=foreign is not None, too_big=too_big)
        if refused is None and isinstance(request.user, User):
            typed = None if request.method == "POST" else kept(request)
            return view(request, *args, typed=typed, **kwargs)
        return shown_again(request, refused, lambda: view(request, *args, typed=request.POST, **kwargs))

    keeping.shows_it_again = True  # type: ignore[attr-defined]  # for `sizes`
    return keeping


def shown_again(request: PageRequest, refused: RefusedForm | None, form: Callable[[], HttpResponse]) -> HttpResponse:
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


def refused_form(request: HttpRequest, *, stale: bool, too_big: bool) -> RefusedForm | None:
    if not request.user.is_authenticated:
        return RefusedForm(401, SIGN_IN)
    if too_big:
        size, limit = content_length(request), settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        text = FAR_TOO_BIG if size > READ_BYTES else TOO_BIG
        return RefusedForm(413, text.format(size=size / 1e6, most=limit / 1e6))
    return RefusedForm(403, TOO_OLD) if stale else None


def csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """Run Django's own check, as its middleware does."""
    failure: HttpResponse | None = CsrfViewMiddleware(nothing).process_view(request, nothing, (), {})
    return failure


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def read_what_fits(request: HttpRequest) -> bool:
    """Parse the form. True if it is above the limits; then it holds only the fields before the one that was too big."""
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
            # A server that answers before it has read the whole body closes the connection: nobody sees the answer.
            drain(stream)
            partial: QueryDict = vars(parser)["_post"]  # the fields before the one that was too big; no public name
            return partial, MultiValueDict()

    request.parse_file_upload = parse_file_upload  # type: ignore[method-assign, assignment]  # for this request alone
    request.POST  # noqa: B018 - reading it parses the body
    return too_big


def drain(stream: Any) -> None:
    left = READ_BYTES
    while left > 0 and (chunk := stream.read(min(left, 65_536))):
        left -= len(chunk)
