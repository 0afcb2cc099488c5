"""The OpenAPI schema and its page for people, from assets of our own under our own Content-Security-Policy."""

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

__all__ = ["BearerTokenScheme", "DocsView", "SchemaView"]


@method_decorator(cache_page(60), name="get")
class SchemaView(SpectacularAPIView):
    """It changes with the code alone, and takes long to make."""


class DocsView(SpectacularSwaggerSplitView):
    template_name = "api/docs.html"
    url_name = "schema"
    title = "The API of Overlooked"


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular registers it untyped
    """Being defined is enough: drf-spectacular finds it by `target_class`."""

    target_class = "marketplace.api.authentication.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token from your account page."}
