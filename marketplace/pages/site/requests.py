"""The types of the request that a view gets."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.models import User


class PageRequest(HttpRequest):
    """Any request to a page: the middleware has added `htmx`."""

    htmx: HtmxDetails


class SignedInRequest(PageRequest):
    """A request to a view behind `login_required`."""

    user: User
