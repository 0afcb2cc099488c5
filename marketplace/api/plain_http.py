"""Programs are not sent on from http to https.

They would follow the redirect and send their token in the clear with every request, and nobody would notice. So they
get an error instead. People are sent on by the settings.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from .problems import MEDIA_TYPE

DETAIL = "This API is served over https alone. If the request had a token, others may have read it: revoke the token."


def refused(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 403 for a request to the API that came without TLS to a site that has it."""

    def serve(request: HttpRequest) -> HttpResponse:
        if not settings.HTTPS or request.is_secure() or not request.path.startswith("/api/"):
            return respond(request)
        status = HTTPStatus.FORBIDDEN
        body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": DETAIL}
        return JsonResponse(body, status=status, content_type=MEDIA_TYPE)

    return serve
