"""Unknown addresses of the API: answered with a problem, not with a page."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve
from rest_framework.views import APIView


class NotFoundView(APIView):
    """Redirects an address without its last slash, keeping method and body; answers 404 to all others."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with_slash = f"{request.path_info}/"
        if not request.path_info.endswith("/") and resolve(with_slash).url_name != "api-missing":
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{with_slash}?{query}".rstrip("?"), permanent=True, preserve_request=True)
        return super().dispatch(request, *args, **kwargs)

    def initial(self, *args: Any, **kwargs: Any) -> None:
        super().initial(*args, **kwargs)
        raise Http404
