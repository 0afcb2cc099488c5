"""A body above the limits is refused by its announced length, before anything of it is read or stored.

The web server refuses what is above 10 MB. Forms that show again what was typed take as much, to say which field was
too long; their files may hold 1 MB each. The API refuses with problems of its own.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

MULTIPART = "multipart/form-data"


def bounded(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page with the status 413."""

    def serve(request: HttpRequest) -> HttpResponse:
        size, most = content_length(request), settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        if size <= most or request.path.startswith("/api/") or shows_it_again(request):
            return respond(request)
        page = render_to_string("413.html", {"size": f"{size / 1e6:.1f}", "most": f"{most / 1e6:.1f}"})
        return HttpResponse(page, status=413, headers={"Cache-Control": "no-store"})

    return serve


def content_length(request: HttpRequest) -> int:
    """In bytes, as announced."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def shows_it_again(request: HttpRequest) -> bool:
    """Whether the view deals with a form that is too large, and the form is of the kind that can be read in part."""
    if request.content_type != MULTIPART:
        return False
    try:
        return bool(getattr(resolve(request.path_info).func, "shows_it_again", False))
    except Resolver404:
        return False
