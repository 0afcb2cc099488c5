"""Cache headers, with the ETag of GET and HEAD. ConditionalGetMiddleware answers 304.

Lists of ideas are the same for everybody, so our own cache keeps each for a second: a thousand sites that poll the
feed cost one rendering. Limits are counted before the cache is read. Without Redis every list is rendered.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page

View = Callable[..., HttpResponse]
FRESH = 5  # seconds; the maximum age of an answer for strangers

made_once_a_second = method_decorator(cache_page(1), name="get")


def with_cache_headers(view: View) -> View:
    """Answers for strangers are public for some seconds; answers for a token are private and always validated again."""

    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_headers = partial(add_cache_headers, request)
        if getattr(response, "is_rendered", True):
            add_headers(response)
        else:  # our own cache copies the answer when it is rendered, and must not copy these headers
            cast(SimpleTemplateResponse, response).add_post_render_callback(add_headers)
        return response

    return serve


def add_cache_headers(request: HttpRequest, response: HttpResponse) -> None:
    patch_vary_headers(response, ["Accept", "Authorization"])
    del response["Expires"]
    response["Cache-Control"] = f"public, max-age={FRESH}"
    if "Authorization" in request.headers:
        response["Cache-Control"] = "private, no-cache"
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        response["Cache-Control"] = "no-store"
    elif not response.has_header("ETag"):  # the middleware sets none for HEAD, because the body is empty
        set_response_etag(response)
