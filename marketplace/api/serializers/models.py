"""The catalogue of open models in answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.compute.models import Price
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.results.model_records import ModelRecord, Upset
from marketplace.api.links import absolute

from .comparison import DifferenceSerializer


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """The server that answers for a model. Where it stands is the operator's business."""

    kind = serializers.CharField(source="spoken_kind", read_only=True, help_text="What it showed itself to be.")

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


def quartiles(what: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.FloatField(),
        allow_null=True,
        help_text=f"Lower quartile, median and upper quartile over the ideas: {what}; null: not known.",
    )


class ModelStandingSerializer(serializers.Serializer[ModelRecord]):
    """How a model does over all ideas; on each it counts with its best run over the latest examples."""

    ideas = serializers.IntegerField(help_text="Ideas on which it has a finished, scored run.")
    runs = serializers.IntegerField(help_text="Those runs.")
    best = serializers.IntegerField(help_text="Ideas whose best run is one of its.")
    surely = serializers.IntegerField(help_text="Ideas on which it beats the baseline beyond chance.")
    score = quartiles("score, 0 to 1")
    p50_ms = quartiles("median time of a task in milliseconds")
    usd_per_1000 = quartiles("US dollars for 1,000 tasks")


class ModelLinksSerializer(serializers.Serializer[OpenModel]):
    self = serializers.URLField()
    html = serializers.URLField(help_text="Its page for people.")


class OpenModelSerializer(serializers.ModelSerializer[OpenModel]):
    """An open model of the catalogue."""

    endpoint = EndpointSerializer(read_only=True)
    is_offered = serializers.BooleanField(read_only=True, help_text="Whether new runs use it.")
    finished_runs = serializers.IntegerField(read_only=True)
    price = serializers.SerializerMethodField(help_text="Null: not known.")
    standing = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = OpenModel
        fields = (
            "name", "slug", "kind", "licence", "parameters", "quantisation", "digest", "context_tokens", "dimensions",
            "source", "is_offered", "finished_runs", "endpoint", "price", "standing", "links",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PriceSerializer(allow_null=True))
    def get_price(self, model: OpenModel) -> dict[str, object] | None:
        price = model.price_in(self.context["prices"])
        return PriceSerializer(price).data if price else None

    @extend_schema_field(ModelStandingSerializer)
    def get_standing(self, model: OpenModel) -> dict[str, object]:
        return ModelStandingSerializer(self.context["standings"].get(model.pk, ModelRecord())).data

    @extend_schema_field(ModelLinksSerializer)
    def get_links(self, model: OpenModel) -> dict[str, str]:
        return {"self": absolute("api-model", model.slug), "html": absolute("model", model.slug)}


class RunOnIdeaSerializer(serializers.ModelSerializer[Run]):
    """A run as it counts for a model: the whole of it is at its own address."""

    idea = serializers.CharField(source="revision.idea.slug", read_only=True)
    model = serializers.SlugField(source="model.slug", read_only=True)

    class Meta:
        model = Run
        fields = ("id", "idea", "recipe", "model", "n", "score", "lower", "upper", "lift", "lift_lower", "lift_upper")
        read_only_fields = fields


class UpsetSerializer(serializers.Serializer[Upset]):
    """On the same examples its best run has a higher lower bound than the best run of a model with more weights."""

    run = RunOnIdeaSerializer()
    bigger = RunOnIdeaSerializer()
    by = serializers.FloatField(help_text="How much higher the lower bound is, 0 to 1.")
    versus = DifferenceSerializer(allow_null=True, help_text="Null: no example that both have scored.")
    is_clear = serializers.BooleanField(help_text="Whether it is better example by example, and not by chance.")


class ModelDetailSerializer(OpenModelSerializer):
    """An open model with the ideas it does best and the bigger models it stands above, at most 10 of each."""

    best_on = serializers.SerializerMethodField(help_text="The surest first; `standing.best` counts all.")
    beats_bigger = serializers.SerializerMethodField(
        help_text="By the lower bound, the widest margin first; `is_clear` says where that is not chance."
    )
    beats_bigger_count = serializers.SerializerMethodField(help_text="How many there are in all.")

    class Meta(OpenModelSerializer.Meta):
        fields = (  # type: ignore[assignment]  # three more than the list has
            *OpenModelSerializer.Meta.fields, "best_on", "beats_bigger", "beats_bigger_count",
        )  # fmt: skip

    @extend_schema_field(RunOnIdeaSerializer(many=True))
    def get_best_on(self, model: OpenModel) -> Any:
        return RunOnIdeaSerializer(self.context["best"].rows, many=True).data

    @extend_schema_field(UpsetSerializer(many=True))
    def get_beats_bigger(self, model: OpenModel) -> Any:
        return UpsetSerializer(self.context["upsets"].rows, many=True).data

    def get_beats_bigger_count(self, model: OpenModel) -> int:
        return int(self.context["upsets"].count)
