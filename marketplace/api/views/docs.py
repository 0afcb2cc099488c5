"""The OpenAPI schema and its page for people. The assets are our own, as our Content-Security-Policy requires."""

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from marketplace.api.authentication import scope_needed

SCOPES = (
    "A token from your account page. Each has scopes: `read`; `write` for everything that is not a GET; `moderate` for"
    " what moderators do. Beside each operation is the scope that it takes."
)
__all__ = ["BearerTokenScheme", "DocsView", "SchemaView"]


@method_decorator(cache_page(60), name="get")
class SchemaView(SpectacularAPIView):
    """It changes with the code alone, and takes long to make."""


class DocsView(SpectacularSwaggerSplitView):
    template_name = "api/docs.html"
    url_name = "schema"
    title = "The API of Overlooked"


class BearerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular registers it untyped
    """No code refers to this class: drf-spectacular finds it by `target_class`."""

    target_class = "marketplace.api.authentication.BearerToken"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": SCOPES}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[Any]]:
        """The scope that a token needs. OpenAPI 3.1 has a list of roles here for every kind of scheme."""
        return {self.name: [scope_needed(auto_schema.view, auto_schema.method).value]}
