"""The answer to OPTIONS: the methods, and the address of the schema."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

from .links import absolute


class Methods(BaseMetadata):
    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        return {"methods": view.allowed_methods, "schema": absolute("schema")}
