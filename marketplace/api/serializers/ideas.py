"""Ideas in answers: short in lists, complete on their own."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.panel.models import inside_of
from evaluations.prototypes.models import Run
from ideas.models import Fit, Idea, Tag, WorkField
from ideas.texts import PROSE_TEXTS
from marketplace.api.links import absolute

from .answers import FiveAnswersSerializer
from .audience import AudienceSerializer
from .demand import DemandSerializer, demand_for
from .near_moments import NearnessSerializer
from .people import PersonSerializer
from .proof import CostSerializer, CountSerializer, PairSerializer
from .runs import RunSerializer


class TagSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ("name", "slug")
        read_only_fields = fields


class IdeaLinksSerializer(serializers.Serializer[Idea]):
    self = serializers.URLField()
    html = serializers.URLField(help_text="The page for people.")
    comments = serializers.URLField()
    examples = serializers.URLField()
    runs = serializers.URLField()


@extend_schema_field(RunSerializer)
class BestRunSerializer(RunSerializer):
    """The run that was found for the idea beforehand, for all ideas in one query."""

    def get_attribute(self, instance: Idea) -> Run | None:  # type: ignore[override]  # of the idea around it
        found: Run | None = self.context["best_runs"].get(instance.pk)
        return found


class IdeaSummarySerializer(serializers.ModelSerializer[Idea]):
    """An idea with its five answers and its best run so far."""

    author = PersonSerializer(read_only=True)
    tags = TagSerializer(source="tag_list", many=True, read_only=True, help_text="The first is its subject.")
    comments = serializers.IntegerField(source="comment_count", read_only=True)
    fits = serializers.ListField(child=serializers.ChoiceField(choices=Fit.choices), read_only=True)
    headline = serializers.CharField(
        source="proof.headline", default="", read_only=True, help_text="The number of right answers, in words."
    )
    pair = PairSerializer(source="proof.pair", default=None, read_only=True, allow_null=True)
    count = CountSerializer(source="proof.count", default=None, read_only=True, allow_null=True)
    cost = CostSerializer(source="proof.cost", default=None, read_only=True, allow_null=True)
    answers = FiveAnswersSerializer(source="*", read_only=True)
    moment = NearnessSerializer(source="moment_score", read_only=True, allow_null=True)
    best_run = BestRunSerializer(read_only=True, allow_null=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = Idea
        fields: tuple[str, ...] = (
            "id", "slug", *(text.name for text in PROSE_TEXTS if text.on_cards), "author", "tags", "fits", "state",
            "revision", "votes", "comments", "created", "edited", "published", "headline", "pair", "count", "cost",
            "evidence", "evidence_line", "answers",
            "moment_since", "moment", "best_run", "links",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(IdeaLinksSerializer)
    def get_links(self, idea: Idea) -> dict[str, str]:
        return {
            "self": absolute("api-idea", idea.slug),
            "html": absolute("idea", idea.slug),
            "comments": absolute("api-comments", idea.slug),
            "examples": absolute("api-examples", idea.slug),
            "runs": absolute("api-runs", idea.slug),
        }


class IdeaSerializer(IdeaSummarySerializer):
    """The whole of an idea."""

    work_fields = serializers.ListField(
        child=serializers.ChoiceField(choices=WorkField.choices),
        read_only=True,
        help_text="The fields of work of the people it is for; empty: everybody.",
    )
    audience_voices = serializers.SerializerMethodField()
    demand = serializers.SerializerMethodField()

    class Meta(IdeaSummarySerializer.Meta):
        fields = (
            *IdeaSummarySerializer.Meta.fields, *(text.name for text in PROSE_TEXTS if not text.on_cards),
            "work_fields", "audience_voices", "saves", "demand",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(AudienceSerializer(allow_null=True, help_text="Null where it names no field of work."))
    def get_audience_voices(self, idea: Idea) -> dict[str, Any] | None:
        found = inside_of(idea)
        return AudienceSerializer(found).data if found else None

    @extend_schema_field(DemandSerializer)
    def get_demand(self, idea: Idea) -> dict[str, int]:
        return demand_for(idea)
