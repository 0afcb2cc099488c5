"""What browsers ask for to show the site among their own things: an icon at the old address, and a web manifest
(w3.org/TR/appmanifest) for those who put it on their home screen."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

for_a_day = cache_control(public=True, max_age=86_400)
SIZES = 192, 512  # pixels


@require_safe
@for_a_day
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("overlooked/favicon.ico"))


@require_safe
@for_a_day
def manifest(request: HttpRequest) -> HttpResponse:
    drawn = {"src": static("overlooked/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    pixels = [
        {"src": static(f"overlooked/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES
    ]
    about = {
        "name": "Overlooked",
        "description": "Ideas that the big AI labs overlook, each tried on open models.",
        "start_url": reverse("home"),
        "display": "minimal-ui",
        "background_color": "#faf6ee",
        "theme_color": "#faf6ee",
        "icons": [drawn, *pixels],
    }
    return JsonResponse(about, content_type="application/manifest+json")
