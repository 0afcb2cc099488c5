"""The types of a view and of the request that it gets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.models import User

View = Callable[..., HttpResponse]


class PageRequest(HttpRequest):
    """Any request to a page: the middleware has added `htmx`."""

    htmx: HtmxDetails


class SignedInRequest(PageRequest):
    """A request to a view behind `login_required`."""

    user: User


def sent_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser vouches for it: its Origin header names this site, and no page elsewhere can set that."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
