"""Runs, and the trials from which all their numbers are derived."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.compute.models import Price
from evaluations.prototypes.models import OpenModel, Run, Trial
from marketplace.api.links import absolute


class RunModelSerializer(serializers.ModelSerializer[OpenModel]):
    """The open model of a run."""

    class Meta:
        model = OpenModel
        fields = ("name", "slug", "licence", "parameters", "quantisation", "digest")
        read_only_fields = fields


class RunLinksSerializer(serializers.Serializer[Run]):
    self = serializers.URLField()
    html = serializers.URLField(help_text="The page for people.")
    trials = serializers.URLField()
    bundle = serializers.URLField(help_text="A zip with all that is needed to repeat it, also with other tools.")
    idea = serializers.URLField()


class RunSerializer(serializers.ModelSerializer[Run]):
    """One recipe on one model over one revision of the examples. A baseline and the recipe
    `tagger` have no model.

    Shares are from 0 to 1, intervals hold nine times out of ten, latencies are milliseconds, costs US dollars for
    1,000 tasks. What is not known is null, never 0.
    """

    idea = serializers.CharField(source="revision.idea.slug", read_only=True)
    revision = serializers.IntegerField(
        source="revision.number", read_only=True, help_text="The revision of the examples."
    )
    task = serializers.CharField(source="revision.task", read_only=True)
    scorer = serializers.CharField(source="revision.scorer", read_only=True)
    model = RunModelSerializer(read_only=True, allow_null=True)
    embedder = RunModelSerializer(read_only=True, allow_null=True, help_text="Finds neighbours or compares answers.")
    versus_baseline = serializers.CharField(
        read_only=True,
        help_text="`lift` of this run by itself: “higher than the baseline, could be chance”. Blank: unknown.",
    )
    graded = serializers.BooleanField(
        source="revision.is_graded", read_only=True, help_text="Scores lie between 0 and 1, and `score` is their mean."
    )
    links = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = (
            "id", "idea", "revision", "task", "scorer", "graded", "recipe", "model", "embedder", "instruction", "state",
            "waiting_for", "is_best", "best_of", "is_demo", "sample", "trials_done", "errors", "unchecked", "successes",
            "n", "score", "lower", "upper", "lift", "lift_lower", "lift_upper", "lift_p",
            "versus_baseline", "baseline", "macro_f1", "macro_f1_lower", "macro_f1_upper", "input_tokens",
            "output_tokens", "p50_ms", "p95_ms", "usd_per_1000", "usd_per_1000_lower", "usd_per_1000_upper",
            "frontier_usd_per_1000", "cost_basis", "strangers_n", "strangers_score", "strangers_lower",
            "strangers_upper", "brought_n", "brought_score", "created", "started", "finished", "links",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RunLinksSerializer)
    def get_links(self, run: Run) -> dict[str, str]:
        slug = run.revision.idea.slug
        return {
            "self": absolute("api-run", run.pk),
            "html": absolute("run", slug, run.pk),
            "trials": absolute("api-trials", run.pk),
            "bundle": absolute("bundle", slug, run.pk),
            "idea": absolute("api-idea", slug),
        }


class TrialSerializer(serializers.ModelSerializer[Trial]):
    """One example in one run, with everything that anyone needs to do it again."""

    row = serializers.IntegerField(source="example.position", read_only=True, help_text="The example's row, from 1.")
    input = serializers.CharField(source="example.input", read_only=True)
    expected = serializers.CharField(source="example.expected", read_only=True)
    fold = serializers.IntegerField(source="example.fold", read_only=True, help_text="Held out with this fold.")
    copies = serializers.IntegerField(
        source="example.copies", read_only=True, help_text="How many rows that say the same it counts for as one."
    )
    request = serializers.JSONField(read_only=True, allow_null=True, help_text="The exact request, without the key.")
    checks = serializers.DictField(
        child=serializers.FloatField(), read_only=True, help_text="Value by scorer; the score is the least of them."
    )
    errors = serializers.JSONField(  # type: ignore[assignment]  # a field, which the metaclass takes away
        read_only=True, help_text="One entry for each attempt that failed."
    )
    price = serializers.StringRelatedField[Price](read_only=True, allow_null=True)

    class Meta:
        model = Trial
        fields = (
            "id", "row", "input", "expected", "fold", "copies", "outcome", "answer", "score", "checks", "note",
            "request", "request_hash",
            "endpoint_kind", "endpoint_build", "model_name", "model_digest", "quantisation", "temperature", "top_p",
            "max_tokens", "seed", "raw_answer", "finish_reason", "input_tokens", "output_tokens", "cached_tokens",
            "input_cut", "from_cache", "queue_ms", "first_token_ms", "total_ms", "seconds", "attempt", "errors",
            "usd", "price", "created",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"input_cut": {"help_text": "The input was cut to what the embedding model reads."}}
