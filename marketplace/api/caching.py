"""What caches may keep. ConditionalGetMiddleware adds the ETag and answers 304."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponse]
FRESH = 5  # seconds for which a list may be behind


def with_cache_headers(view: View) -> View:
    """What strangers read is public for some seconds; what a token reads is its owner's, asked for again each time."""

    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept", "Authorization"])
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            patch_cache_control(response, no_store=True)
        elif "Authorization" in request.headers:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=FRESH)
        return response

    return serve
