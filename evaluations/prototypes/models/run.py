"""A run: one recipe on one model over one revision of the examples, and the lease by which a worker holds it."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ideas.models import Idea

from .catalogue import EndpointState
from .examples import ExampleRevision

LEASE = timedelta(seconds=20)


class Lane(models.TextChoices):
    QUICK = "quick", "baselines and embeddings"
    CHAT = "chat", "chat models"


class RunState(models.TextChoices):
    PLANNED = "planned"  # waiting for a worker, or between two slices
    RUNNING = "running"  # held by a worker until `leased_until`
    FINISHED = "finished"
    STOPPED = "stopped"  # by its author or a moderator, or overtaken by newer examples


def is_free() -> Q:
    """Planned, or left behind by a worker whose lease ran out. Only the run's own columns: an UPDATE on them
    checks them again after waiting for another worker's, which it would not do for joined ones."""
    return Q(state=RunState.PLANNED) | Q(state=RunState.RUNNING, leased_until__lt=timezone.now())


class RunQuerySet(models.QuerySet["Run"]):
    def claimable(self, lane: str) -> "RunQuerySet":
        """Free runs whose endpoint is up: cheap recipes of every idea first, then fewest trials so far."""
        reachable = Q(model__isnull=True) | Q(model__endpoint__state=EndpointState.UP)
        return self.filter(is_free(), reachable, lane=lane).order_by("cost_rank", "trials_done", "id")

    def take(self, pk: int, share: int) -> bool:
        """Lease one run for a slice if it is still free: the conditional UPDATE that only one worker wins."""
        leased = {"lease": uuid.uuid4(), "leased_until": timezone.now() + LEASE, "share": share}
        return bool(self.filter(is_free(), pk=pk).update(state=RunState.RUNNING, **leased))

    def for_work(self) -> "RunQuerySet":
        return self.select_related("revision__idea", "model__endpoint")

    def of_idea(self, idea_id: int) -> "RunQuerySet":
        return self.filter(revision__idea_id=idea_id)

    def of_revision(self, revision: ExampleRevision) -> "RunQuerySet":
        return self.filter(revision=revision)

    def for_rows(self) -> "RunQuerySet":
        """With what a row of the idea's page shows: the best first, then by score; what is still open last."""
        rows = self.select_related("revision__idea", "model__endpoint").defer(
            "fitted", "revision__idea__vector", "revision__idea__search"
        )
        return rows.order_by("-is_best", F("score").desc(nulls_last=True), "cost_rank", "id")

    def best_of(self, ideas: Iterable[Idea]) -> "dict[int, Run]":
        """The best run of each of these ideas that has one, by the idea's id; of the newest examples that have."""
        best = self.filter(is_best=True, revision__idea__in=ideas).select_related("revision__idea", "model")
        newest = best.defer("fitted", "revision__idea__vector", "revision__idea__search")
        rows = newest.order_by("revision__idea_id", "-revision__number").distinct("revision__idea_id")
        return {run.revision.idea_id: run for run in rows}


class Run(models.Model):
    revision = models.ForeignKey("prototypes.ExampleRevision", models.CASCADE, related_name="runs")
    recipe = models.CharField(max_length=30)
    model = models.ForeignKey("prototypes.OpenModel", models.PROTECT, null=True, blank=True, related_name="runs")
    lane = models.CharField(max_length=10, choices=Lane)
    cost_rank = models.PositiveSmallIntegerField(help_text="Cheap recipes of every idea go before dear ones.")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNED)
    sample = models.PositiveIntegerField(help_text="How many examples it answers, in the order of `turn`.")
    fitted = models.JSONField(default=dict, blank=True, help_text="What was fitted on each fold's training part.")

    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    share = models.PositiveSmallIntegerField(default=0, help_text="Requests in flight that the lease allows.")
    waiting_for = models.CharField(max_length=200, blank=True, help_text="Why it waits, in words.")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    # All below is derived from the trials' rows when a slice ends, and can be derived again.
    trials_done = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0, help_text="Trials that got no answer; not failures.")
    successes = models.PositiveIntegerField(default=0)
    n = models.PositiveIntegerField(default=0, help_text="Trials that were scored.")
    score = models.FloatField(null=True, blank=True, help_text="Share of successes, 0 to 1.")
    lower = models.FloatField(null=True, blank=True, help_text="90 % Wilson interval of the score.")
    upper = models.FloatField(null=True, blank=True)
    lift = models.FloatField(null=True, blank=True, help_text="Score less the baseline's, on the same examples.")
    lift_lower = models.FloatField(null=True, blank=True)
    lift_upper = models.FloatField(null=True, blank=True)
    baseline = models.FloatField(null=True, blank=True, help_text="The baseline's score on the same examples.")
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    p50_ms = models.FloatField(null=True, blank=True)
    p95_ms = models.FloatField(null=True, blank=True)
    usd_per_1000 = models.FloatField(null=True, blank=True, help_text="Mean cost of 1,000 tasks; null: not known.")
    usd_per_1000_upper = models.FloatField(null=True, blank=True)
    frontier_usd_per_1000 = models.FloatField(null=True, blank=True)
    cost_basis = models.CharField(max_length=200, blank=True)
    is_best = models.BooleanField(default=False, help_text="The best finished run of its revision.")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["cost_rank", "id"]
        constraints = [
            models.UniqueConstraint("revision", "recipe", "model", name="run_once", nulls_distinct=False),
            models.UniqueConstraint("revision", name="run_one_best", condition=Q(is_best=True)),
            models.CheckConstraint(
                name="run_running_is_leased",
                condition=~Q(state="running") | Q(lease__isnull=False, leased_until__isnull=False),
            ),
            models.CheckConstraint(
                name="run_counts_add_up",
                condition=Q(successes__lte=F("n"), trials_done=F("n") + F("errors"), trials_done__lte=F("sample")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "cost_rank", "trials_done", "id"],
                name="run_open",
                condition=Q(state__in=["planned", "running"]),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.revision.idea.slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether a worker still has something to do for it."""
        return self.state in (RunState.PLANNED, RunState.RUNNING)

    @property
    def is_baseline(self) -> bool:
        return self.model_id is None
