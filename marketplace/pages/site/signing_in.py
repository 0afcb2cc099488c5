"""Who was signed out meanwhile is told so where they are, and signs in to come back to where they were."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from .kept import FEW_CHARACTERS, keep
from .requests import PageRequest

View = Callable[..., HttpResponse]


def in_place(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[PageRequest], HttpResponse]:
    """Middleware: the sign-in page never stands inside another. `site.js` puts a 403 into words, and what was typed
    stays where it is."""

    def serve(request: PageRequest) -> HttpResponse:
        response = respond(request)
        leads_there = response.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
        return HttpResponseForbidden() if request.htmx and leads_there else response

    return serve


def keeping_what_is_typed(view: View) -> View:
    """For a form whose address has a page, too: whoever signs in first comes back to what they typed."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def serve(request: PageRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if not request.htmx:  # where it stays in view
            keep(request, FEW_CHARACTERS)
        return redirect_to_login(request.path)

    return serve


def posted_by_somebody(view: View) -> View:
    """For what is only ever posted: who signs in first comes back to the page with the form, since the address of the
    view itself has no page."""

    @require_POST
    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        page = urlsplit(request.headers.get("Referer", ""))
        return redirect_to_login(f"{page.path}?{page.query}" if page.query else page.path or "/")

    return serve
