"""What a view is given, for the type checker."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from marketplace.accounts.models import User


class PageRequest(HttpRequest):
    """Any request to a page: the middleware has looked whether htmx asks."""

    htmx: HtmxDetails


class SignedInRequest(PageRequest):
    """A request to a view behind `login_required`."""

    user: User
