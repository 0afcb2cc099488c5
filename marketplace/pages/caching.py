"""Lists for readers who are not signed in: the same page for all of them, made once a second."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_page

View = Callable[..., HttpResponse]


def cached_for_strangers(view: View) -> View:
    """Serve a page up to one second old to whoever brings no session; everybody else gets a fresh one.

    Without Redis every page is fresh.
    """
    cached = cache_page(1)(view)

    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
        return (cached if stranger else view)(request, *args, **kwargs)

    return serve
