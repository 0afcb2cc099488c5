"""Notes from which network people write: pages and API, after a request that was not refused."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace.accounts.models import Footprint, User
from marketplace.visitors import visitor_of

READS = ("GET", "HEAD", "OPTIONS", "TRACE")


def noted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def serve(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method not in READS and response.status_code < 400 and isinstance(request.user, User):
            Footprint.objects.note(request.user, visitor_of(request).network)
        return response

    return serve
