"""What every response tells the browser, whatever it holds: nothing here needs a sensor, and nobody may embed it.

The other such headers come from the settings: the policy for scripts, the referrer, HSTS, the opener, and no guessing
of types.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone",
    "midi", "payment", "serial", "usb",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)
OPEN = "Access-Control-Allow-Origin"


def for_every_response(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A response that is open to other origins may be loaded by them; all others only by our own pages."""

    def serve(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response["Permissions-Policy"] = PERMISSIONS
        if not response.has_header(OPEN):
            response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return serve
