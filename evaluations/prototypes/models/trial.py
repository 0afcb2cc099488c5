"""A trial: one example in one run, with everything that anyone needs to repeat it."""

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Avg, Count, FilteredRelation, Func, IntegerField, Q, Sum

from .endpoint import server_in_words

if TYPE_CHECKING:
    from .run import Run


class Outcome(models.TextChoices):
    ANSWERED = "answered", "answered"
    REFUSED = "refused", "refused"  # the model declined
    TRUNCATED = "truncated", "truncated"  # cut at max_tokens; never parsed
    INVALID = "invalid", "not the form that was asked for"
    OVERFLOW = "overflow", "too long for the model"  # never retried
    ERROR = "error", "no answer"  # none from the endpoint after every attempt; not a failure


UNANSWERED = (Outcome.ERROR.value, Outcome.OVERFLOW.value)


class TrialQuerySet(models.QuerySet["Trial"]):
    def of_run(self, run: "Run") -> "TrialQuerySet":
        return self.filter(run=run)

    def counts(self) -> dict[str, int]:
        """The numbers on a page that follows a run; the others come when the slice ends."""
        return self.aggregate(
            trials_done=Count("pk"),
            errors=Count("pk", filter=Q(outcome=Outcome.ERROR)),
            unchecked=Count("pk", filter=~Q(outcome=Outcome.ERROR) & Q(score=None)),
            n=Count("pk", filter=Q(score__isnull=False)),
            successes=Count("pk", filter=Q(score=1)),
        )

    def scored(self) -> "TrialQuerySet":
        """Trials with a score: they have an answer and something to compare it with."""
        return self.filter(score__isnull=False)

    def scores_beside(self, run: "Run") -> Iterator[tuple[Any, ...]]:
        """For every example that the other run has scored, too: both scores, and the expected output."""
        other = FilteredRelation("example__trials", condition=Q(example__trials__run=run.pk))
        columns: list[str] = ["score", "other__score", "example__expected"]
        both = self.scored().alias(other=other).filter(other__score__isnull=False).order_by("example__turn")
        return both.values_list(*columns).iterator()

    def without_answer(self) -> "TrialQuerySet":
        return self.filter(outcome=Outcome.ERROR)

    def scores_by_author(self) -> list[tuple[int, float]]:
        """Every score, with the key of the example's author."""
        rows = self.scored().values_list("example__author", "score")
        return [(author, score) for author, score in rows if score is not None]

    def scores_by_run(self, runs: Collection[int]) -> dict[int, dict[int, float]]:
        """Every score of these runs: by the key of the run, then of the example."""
        found: dict[int, dict[int, float]] = {}
        rows = self.scored().filter(run__in=runs).values_list("run", "example", "score")
        for run, example, score in rows:
            found.setdefault(run, {})[example] = score or 0.0
        return found

    def values_of_checks(self) -> list[dict[str, float]]:
        """The value by scorer of every scored trial."""
        return list(self.scored().values_list("checks", flat=True))

    def for_reading(self, *, only: str = "", after: int = 0) -> "TrialQuerySet":
        """Trials by the row of their example, beyond row `after`; `only` keeps the "failed" or the "errors"."""
        rows = self.select_related("example", "price").filter(example__position__gt=after)
        if only == "failed":
            rows = rows.filter(score__lt=1)
        if only == "errors":
            rows = rows.without_answer()
        return rows.order_by("example__position")

    def results_by_row(self) -> list[tuple[int, str, float | None]]:
        """Row, outcome and score of each trial, in the order of the rows."""
        return list(self.order_by("example__position").values_list("example__position", "outcome", "score"))

    def settled(self) -> "TrialQuerySet":
        """Answered, or given up for good."""
        return self.filter(is_open=False)

    def of_examples(self, keys: Collection[int]) -> "TrialQuerySet":
        return self.filter(example__in=keys)

    def still_open(self) -> "TrialQuerySet":
        return self.filter(is_open=True)

    def compared_as_text(self, after: int) -> "TrialQuerySet":
        """Trials beyond this key whose answer can be compared, with their examples, by key. A text that was cut can."""
        cut = Q(outcome=Outcome.TRUNCATED, run__revision__task="answer", raw_answer__gt="")
        read = Q(outcome=Outcome.ANSWERED) | Q(outcome=Outcome.REFUSED, answer__gt="") | cut
        return self.filter(read, pk__gt=after).exclude(checks={}).select_related("example").order_by("pk")

    def tokens(self) -> dict[str, int]:
        """In all, as far as they are known."""
        return self.aggregate(
            input_tokens=Sum("input_tokens", default=0), output_tokens=Sum("output_tokens", default=0)
        )

    def mean_input_bytes(self) -> float | None:
        """The mean length of the inputs of their examples, in UTF-8; None without a trial."""
        length = Func("example__input", function="OCTET_LENGTH", output_field=IntegerField())
        found: dict[str, float | None] = self.aggregate(mean=Avg(length))
        return found["mean"]

    def answered(self) -> "TrialQuerySet":
        """Trials that made an answer; only these count for the cost and the time of a task."""
        return self.exclude(outcome__in=UNANSWERED)


class Trial(models.Model):
    run = models.ForeignKey("prototypes.Run", models.CASCADE, related_name="trials")
    example = models.ForeignKey("prototypes.Example", models.PROTECT, related_name="trials")
    outcome = models.CharField(max_length=10, choices=Outcome)
    answer = models.TextField(blank=True, help_text="What was read from the raw answer and scored.")
    score = models.FloatField(null=True, blank=True, help_text="0 to 1; null: no answer, or nothing to compare.")
    checks = models.JSONField(default=dict, blank=True, help_text="Value by scorer; the score is the lowest.")
    note = models.CharField(max_length=300, blank=True, help_text="What a reader should know, in words.")

    request = models.JSONField(null=True, blank=True, help_text="The exact request as sent, without the key.")
    request_hash = models.CharField(max_length=64, blank=True)
    endpoint_kind = models.CharField(max_length=30, blank=True)
    endpoint_build = models.CharField(max_length=120, blank=True)
    model_name = models.CharField(max_length=200, blank=True)
    model_digest = models.CharField(max_length=80, blank=True)
    quantisation = models.CharField(max_length=30, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    top_p = models.FloatField(null=True, blank=True)
    max_tokens = models.PositiveIntegerField(null=True, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)

    raw_answer = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=30, blank=True)
    input_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="By the server's count.")
    output_tokens = models.PositiveIntegerField(null=True, blank=True)
    cached_tokens = models.PositiveIntegerField(null=True, blank=True, help_text="Input tokens the server had cached.")
    input_cut = models.BooleanField(default=False, help_text="The input was cut at 256 tokens for the embedding.")
    from_cache = models.BooleanField(
        default=False, help_text="Answered from our cache: nothing was spent; times and tokens are of the first asking."
    )
    queue_ms = models.FloatField(null=True, blank=True)
    first_token_ms = models.FloatField(null=True, blank=True)
    total_ms = models.FloatField(null=True, blank=True, help_text="Of the attempt that was answered.")
    seconds = models.FloatField(null=True, blank=True, help_text="Its share of the time that the server was busy.")
    attempt = models.PositiveSmallIntegerField(default=1)
    errors = models.JSONField(default=list, blank=True, help_text="One entry for each failed attempt.")
    is_open = models.BooleanField(default=False, help_text="An error that may pass: a later slice asks again.")
    usd = models.FloatField(null=True, blank=True, help_text="What making this answer costs; null: not known.")
    price = models.ForeignKey("compute.Price", models.PROTECT, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "example", name="trial_once"),
            models.CheckConstraint(
                name="trial_error_has_no_score",
                condition=Q(outcome="error", score__isnull=True)
                | (~Q(outcome="error") & (Q(score__isnull=False) | Q(checks={}))),
            ),
            models.CheckConstraint(name="trial_open_after_error", condition=Q(is_open=False) | Q(outcome="error")),
        ]

    @property
    def spent_usd(self) -> float | None:
        """Dollars spent this time: 0 for an answer from the cache."""
        return 0.0 if self.from_cache else self.usd

    @property
    def server(self) -> str:
        return server_in_words(self.endpoint_kind, self.endpoint_build)

    @property
    def pretty_request(self) -> str:
        return json.dumps(self.request, indent=2, ensure_ascii=False)

    @property
    def pretty_errors(self) -> str:
        return json.dumps(self.errors, indent=2, ensure_ascii=False)


class CachedAnswerQuerySet(models.QuerySet["CachedAnswer"]):
    def evict(self, keep: int) -> int:
        """Delete the oldest rows beyond the newest `keep`; how many they were."""
        first_too_old = self.order_by("-created").values_list("created", flat=True)[keep : keep + 1]
        return sum(self.filter(created__lte=created).delete()[0] for created in first_too_old)

    def open_to(self, paste: int | None) -> "CachedAnswerQuerySet":
        """Those of everybody, and those of this paste: nobody learns by the time of an answer what another pasted."""
        return self.filter(Q(paste=None) | Q(paste=paste) if paste else Q(paste=None))

    def hand_over(self, paste: int) -> None:
        """The rows of the paste with this key are an idea's now: its answers stay as all others do."""
        self.filter(paste=paste).update(paste=None)

    def disown(self, run: "Run") -> None:
        """Once the run's trials are deleted, its answers come from the cache for it as for any other run."""
        self.filter(run=run).update(run=None)


class CachedAnswer(models.Model):
    """An answer by content address: sha256 over the model's digest and the full request, so nobody pays twice.

    It keeps the measurements of the first request, because a repeated task would cost the same again.
    """

    key = models.CharField(max_length=64, primary_key=True)
    run = models.ForeignKey(
        "prototypes.Run", models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who asked first."
    )
    paste = models.ForeignKey(
        "prototypes.Paste",
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="Whose rows were asked about; it goes with them, unless they are posted.",
    )
    response = models.JSONField(help_text="What the engine returned, but for the vector.")
    vector = models.BinaryField(null=True, blank=True, help_text="float32, little-endian.")
    created = models.DateTimeField(auto_now_add=True)

    objects = CachedAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created"], name="cached_answer_by_age"),
            models.Index(fields=["paste"], name="cached_answer_pasted", condition=Q(paste__isnull=False)),
        ]
