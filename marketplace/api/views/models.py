"""The open models that ideas are tried on, and how their endpoints are."""

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import OpenModel
from marketplace.api.paging import page, page_schema
from marketplace.api.serializers.models import OpenModelSerializer


class Models(GenericAPIView[OpenModel]):
    serializer_class = OpenModelSerializer

    @extend_schema(
        operation_id="models",
        summary="List the open models, the smallest first",
        responses=page_schema("ModelPage", OpenModelSerializer),
    )
    def get(self, request: Request) -> Response:
        models = OpenModelSerializer(OpenModel.objects.for_catalogue(), many=True, context={"request": request})
        return page(request, models.data)
