"""The open models that ideas are tried on, the state of their endpoints, and their results over all ideas."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.compute.models import Price
from evaluations.prototypes.models import OpenModel
from evaluations.prototypes.results.model_records import best_on, model_records, upsets_of
from marketplace.api.pagination import page, page_schema
from marketplace.api.serializers.models import ModelDetailSerializer, OpenModelSerializer


class ModelsView(GenericAPIView[OpenModel]):
    serializer_class = OpenModelSerializer

    @extend_schema(
        operation_id="models",
        summary="List the open models, the smallest first",
        responses=page_schema("ModelPage", OpenModelSerializer),
    )
    def get(self, request: Request) -> Response:
        models = list(OpenModel.objects.for_catalogue())
        return page(request, OpenModelSerializer, models, context=shared_context(request))


class ModelView(GenericAPIView[OpenModel]):
    serializer_class = ModelDetailSerializer

    @extend_schema(operation_id="model", summary="Read a model", responses=ModelDetailSerializer)
    def get(self, request: Request, slug: str) -> Response:
        model = get_object_or_404(OpenModel.objects.for_catalogue(), slug=slug)
        context = shared_context(request) | {"best": best_on(model), "upsets": upsets_of(model)}
        return Response(ModelDetailSerializer(model, context=context).data)


def shared_context(request: Request) -> dict[str, Any]:
    """What the serializer needs for every model, read once for all of them."""
    return {"request": request, "prices": list(Price.objects.newest()), "standings": model_records()}
