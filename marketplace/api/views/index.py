"""The entry of the API: addresses that lead to all others."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.links import absolute

BEGINNINGS = {
    "top": "api-top",
    "ideas": "api-ideas",
    "moments": "api-moments",
    "models": "api-models",
    "schema": "schema",
    "docs": "api-docs",
}


class IndexSerializer(serializers.Serializer[Any]):
    top = serializers.URLField()
    ideas = serializers.URLField()
    moments = serializers.URLField()
    models = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField(help_text="The schema as a page for people.")


class IndexView(GenericAPIView[Any]):
    serializer_class = IndexSerializer

    @extend_schema(operation_id="index", summary="Where to begin", tags=["top"], responses=IndexSerializer)
    def get(self, request: Request) -> Response:
        return Response({name: absolute(address) for name, address in BEGINNINGS.items()})
