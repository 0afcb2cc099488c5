"""Somebody whose session ran out sees a message in place, signs in, and comes back to the page they were on."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from .kept_forms import FEW_CHARACTERS, keep
from .requests import PageRequest, View


def in_place(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[PageRequest], HttpResponse]:
    """Middleware: htmx never puts the sign-in page inside another page. It gets a 403, which `site.js` explains, and
    the typed text stays where it is."""

    def serve(request: PageRequest) -> HttpResponse:
        response = respond(request)
        leads_there = response.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
        return HttpResponseForbidden() if request.htmx and leads_there else response

    return serve


def keeping_what_is_typed(view: View) -> View:
    """Decorate the view of a form whose address also has a page: after signing in, the page shows the typed text."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def serve(request: PageRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if not request.htmx:  # with htmx the typed text stays in view
            keep(request, FEW_CHARACTERS)
        return redirect_to_login(request.path)

    return serve


def posted_by_somebody(view: View) -> View:
    """Decorate a view that only takes POST: after signing in, the person comes back to the page with the form, since
    the address of the view itself has no page."""

    @require_POST
    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        page = urlsplit(request.headers.get("Referer", ""))
        return redirect_to_login(f"{page.path}?{page.query}" if page.query else page.path or "/")

    return serve
