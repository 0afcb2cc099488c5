"""The catalogue of open models as it is read."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.compute.models import Price
from evaluations.prototypes.models import Endpoint, OpenModel
from marketplace.api.links import absolute


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """The server that answers for a model. Where it stands is the operator's business."""

    class Meta:
        model = Endpoint
        fields = ("name", "kind", "build", "on_this_machine", "max_in_flight", "state", "reason", "checked", "since")
        read_only_fields = fields


class PriceSerializer(serializers.ModelSerializer[Price]):
    """What using the model costs: US dollars per million tokens, or per hour of the machine; null where it is not so
    priced."""

    input_usd = serializers.FloatField(read_only=True, allow_null=True)
    output_usd = serializers.FloatField(read_only=True, allow_null=True)
    hour_usd = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Price
        fields = ("basis", "input_usd", "output_usd", "hour_usd", "as_of", "source")
        read_only_fields = fields


class ModelLinksSerializer(serializers.Serializer[OpenModel]):
    html = serializers.URLField(help_text="Its place on the page for people.")


class OpenModelSerializer(serializers.ModelSerializer[OpenModel]):
    """An open model of the catalogue."""

    endpoint = EndpointSerializer(read_only=True)
    is_offered = serializers.BooleanField(read_only=True, help_text="Whether new runs use it.")
    finished_runs = serializers.IntegerField(read_only=True)
    price = serializers.SerializerMethodField(help_text="Null: not known.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = OpenModel
        fields = (
            "name", "slug", "kind", "licence", "parameters", "quantisation", "digest", "context_tokens", "dimensions",
            "source", "is_offered", "finished_runs", "endpoint", "price", "links",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PriceSerializer(allow_null=True))
    def get_price(self, model: OpenModel) -> dict[str, object] | None:
        price = model.price()
        return PriceSerializer(price).data if price else None

    @extend_schema_field(ModelLinksSerializer)
    def get_links(self, model: OpenModel) -> dict[str, str]:
        return {"html": f"{absolute(self.context['request'], 'models')}#{model.slug}"}
