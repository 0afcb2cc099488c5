"""A run: one recipe on one model over one revision of the examples, and the lease by which a worker holds it.

    planned -> running -> finished
       ^_________|            a slice of work ended, or its worker died and the lease ran out
    planned, running -> stopped
    finished, stopped -> planned   when its author lets it go on

Every arrow is a conditional UPDATE, so of two workers (or of a worker and an author) one wins.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Coalesce, Now
from django.urls import reverse

from evaluations.prototypes.statistics import verdict
from ideas.models import Idea
from ideas.models.idea import NOT_ON_CARDS
from marketplace.accounts.models import User

from .catalogue import OpenModel
from .endpoint import Endpoint, may_be_asked
from .examples import ExampleRevision

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LEASE = timedelta(seconds=20)
BLOCK = 60  # trials; the sample that a chat run answers unless somebody asks for the rest
OPEN_STATES = ("planned", "running")
NOT_ON_ROWS = ("fitted", *(f"revision__idea__{column}" for column in NOT_ON_CARDS))


class Lane(models.TextChoices):
    QUICK = "quick", "baselines and embeddings"
    CHAT = "chat", "chat models"


class RunState(models.TextChoices):
    PLANNED = "planned", "planned"  # waiting for a worker, or between two slices
    RUNNING = "running", "running"  # held by a worker until `leased_until`
    FINISHED = "finished", "finished"
    STOPPED = "stopped", "stopped"  # by its author or a moderator, or overtaken by newer examples


def is_free() -> Q:
    """Planned, or left behind by a worker whose lease ran out. Only the run's own columns: an UPDATE on them
    checks them again after waiting for another worker's, which it would not do for joined ones."""
    return Q(state=RunState.PLANNED) | Q(state=RunState.RUNNING, leased_until__lt=Now())


def is_switched_off(model: str) -> Q:
    return Q((f"{model}__enabled", False)) | Q((f"{model}__endpoint__enabled", False))


class RunQuerySet(models.QuerySet["Run"]):
    def claimable(self, lane: str, full: Collection[int] = ()) -> "RunQuerySet":
        """Free runs of published ideas whose endpoints may be asked and are not among the `full` ones, in their order.

        Cheap recipes of every idea go first; then the runs with the fewest trials so far, counted in blocks of the
        usual sample, so that a new idea never waits behind a big one. Within a block, what was begun is finished
        first: in lockstep, thirty runs would all end together, and until then no idea would have its answer. What
        was not begun goes by the newest idea.
        """
        reachable = (Q(model=None) | may_be_asked("model__endpoint")) & (
            Q(embedder=None) | may_be_asked("embedder__endpoint")
        )
        shown = Q(revision__idea__published__isnull=False)
        free = self.offered().filter(is_free(), reachable, shown, lane=lane)
        asked = Q(model__endpoint__in=full) | Q(embedder__endpoint__in=full)
        return (free.exclude(asked) if full else free).order_by(
            "cost_rank", F("trials_done") / BLOCK, "-trials_done", "-revision__idea__published", "id"
        )

    def take(self, pk: int, lease: UUID) -> bool:
        """Lease the run for a slice if it is still free: the conditional UPDATE that only one worker wins."""
        held = {"lease": lease, "leased_until": Now() + LEASE, "waiting_for": ""}
        started = Coalesce("started", Now())
        return bool(self.filter(is_free(), pk=pk).update(state=RunState.RUNNING, started=started, **held))

    def held_under(self, lease: UUID) -> "RunQuerySet":
        """The run while the lease still holds it; nothing once it was stopped or another worker took it."""
        return self.filter(lease=lease, state=RunState.RUNNING)

    def renew(self, lease: UUID) -> bool:
        return bool(self.held_under(lease).update(leased_until=Now() + LEASE))

    def give_back(self, lease: UUID) -> bool:
        """Between two slices: free for any worker."""
        return bool(self.held_under(lease).update(state=RunState.PLANNED, lease=None, leased_until=None))

    def finish(self, lease: UUID) -> bool:
        ended = {"lease": None, "leased_until": None, "waiting_for": "", "finished": Now()}
        return bool(self.held_under(lease).update(state=RunState.FINISHED, **ended))

    def stop(self) -> int:
        """End these runs, also under a worker's hands: it notices when it next writes or renews."""
        ended = {"lease": None, "leased_until": None, "waiting_for": "", "finished": Now()}
        return self.open().update(state=RunState.STOPPED, **ended)

    def reopen(self, sample: int) -> int:
        """Let finished runs that answered fewer go on until they have answered `sample` examples."""
        ended = self.filter(state=RunState.FINISHED, sample__lt=sample)
        return ended.update(state=RunState.PLANNED, sample=sample, finished=None, is_best=False)

    def resume(self) -> int:
        """Let stopped runs go on, and finished ones that miss an answer."""
        ended = self.filter(Q(state=RunState.STOPPED) | Q(state=RunState.FINISHED, errors__gt=0))
        return ended.update(state=RunState.PLANNED, finished=None, is_best=False)

    def wait_for(self, what: str) -> int:
        """Say on these runs what they wait for, in words; "" for nothing any more."""
        return self.update(waiting_for=what[:200])

    def open(self) -> "RunQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def offered(self) -> "RunQuerySet":
        """Runs whose models the operator still offers."""
        return self.exclude(is_switched_off("model") | is_switched_off("embedder"))

    def not_offered(self) -> "RunQuerySet":
        return self.filter(is_switched_off("model") | is_switched_off("embedder"))

    def needing(self, endpoint: Endpoint) -> "RunQuerySet":
        return self.filter(Q(model__endpoint=endpoint) | Q(embedder__endpoint=endpoint))

    def of_revision(self, revision: ExampleRevision) -> "RunQuerySet":
        return self.filter(revision=revision)

    def of_idea(self, idea_id: int) -> "RunQuerySet":
        return self.filter(revision__idea_id=idea_id)

    def of_author_since(self, person: User, moment: datetime) -> "RunQuerySet":
        return self.filter(revision__idea__author=person, created__gte=moment)

    def visible_to(self, person: "User | AnonymousUser") -> "RunQuerySet":
        """Runs of the ideas that this person may see."""
        return self.filter(revision__idea__in=Idea.objects.visible_to(person))

    def baseline_of(self, revision: ExampleRevision) -> "Run | None":
        """The finished run that asks no model."""
        return self.of_revision(revision).filter(model=None, state=RunState.FINISHED).first()

    def instructions_tried(self, idea_id: int) -> int:
        """How many instructions its author had tried on some model, over whatever revision of the examples."""
        return self.of_idea(idea_id).filter(recipe="instruction").values("model", "instruction").distinct().count()

    def under(self, instruction: str) -> "RunQuerySet":
        return self.for_rows().filter(instruction=instruction)

    def instructed(self) -> "RunQuerySet":
        """Those under an instruction of the author's, one instruction after the other."""
        return self.for_rows().exclude(instruction="").order_by("pk")

    def instructions_since(self, revision: ExampleRevision) -> list[str]:
        """The instructions tried on this revision of the examples and on the one before, each once."""
        near = self.of_idea(revision.idea_id).filter(revision__number__gte=revision.number - 1)
        return list(dict.fromkeys(near.exclude(instruction="").order_by("pk").values_list("instruction", flat=True)))

    def for_rows(self) -> "RunQuerySet":
        """With what a row shows: the best first, then by how sure we are that they are good, open ones last."""
        best_first = (F("is_best").desc(), F("lower").desc(nulls_last=True), "cost_rank", "id")
        rows = self.select_related("revision__idea", "model__endpoint", "embedder").defer(*NOT_ON_ROWS)
        return rows.order_by(*best_first)

    def for_table(self) -> "list[Run]":
        """As `for_rows`; but while any of them is open, in the order of their work, so that no row moves."""
        runs = list(self.for_rows())
        if any(run.is_open for run in runs):
            runs.sort(key=lambda run: (run.cost_rank, run.pk))
        return runs

    def lacking_numbers(self) -> "RunQuerySet":
        """Finished before their difference from the baseline was tested."""
        return self.filter(state=RunState.FINISHED, lift__isnull=False, lift_p__isnull=True)

    def compared(self) -> "list[Run]":
        """Finished runs that have answers, the best first."""
        return list(self.for_rows().filter(state=RunState.FINISHED, trials_done__gt=F("errors")))

    def in_order(self, *, after: int = 0) -> "RunQuerySet":
        """As they were planned, beyond the run with the id `after`."""
        return self.for_rows().filter(pk__gt=after).order_by("pk")

    def best_of(self, ideas: Iterable[Idea]) -> "dict[int, Run]":
        """The best run of each idea that has one, by the idea's key, in one query. Of the latest examples, or while
        those are still being tried, of the ones before."""
        best = self.filter(is_best=True, revision__idea__in=ideas)
        rows = best.for_rows().order_by("revision__idea_id", "-revision__number").distinct("revision__idea_id")
        return {run.revision.idea_id: run for run in rows}

    def best_by_revision(self, revisions: Iterable[ExampleRevision]) -> "dict[int, Run]":
        """The best run over each of these that has one, by the revision's key, in one query."""
        best = self.filter(is_best=True, revision__in=revisions)
        return {run.revision_id: run for run in best.for_rows()}


class Run(models.Model):
    revision = models.ForeignKey(ExampleRevision, models.CASCADE, related_name="runs")
    recipe = models.CharField(max_length=30)
    model = models.ForeignKey(OpenModel, models.PROTECT, null=True, blank=True, related_name="runs")
    embedder = models.ForeignKey(
        OpenModel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The embedding model by which it finds neighbours or compares answers, where it does.",
    )
    instruction = models.TextField(blank=True, help_text="The author's own, of the recipe `instruction` alone.")
    lane = models.CharField(max_length=10, choices=Lane)
    cost_rank = models.PositiveSmallIntegerField(help_text="Cheap recipes of every idea go before dear ones.")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNED)
    sample = models.PositiveIntegerField(help_text="How many examples it answers, in the order of `turn`.")
    fitted = models.JSONField(default=dict, blank=True, help_text="What was fitted on each fold's training part.")

    lease = models.UUIDField(null=True, blank=True, unique=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    waiting_for = models.CharField(max_length=200, blank=True, help_text="Why it waits, in words.")
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    # All below is derived from the trials' rows, and can be derived again.
    trials_done = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0, help_text="Trials that got no answer; not failures.")
    unchecked = models.PositiveIntegerField(default=0, help_text="Trials with nothing to compare their answer with.")
    successes = models.PositiveIntegerField(default=0)
    n = models.PositiveIntegerField(default=0, help_text="Trials that were scored.")
    score = models.FloatField(null=True, blank=True, help_text="Share of successes, or mean where scores are graded.")
    lower = models.FloatField(null=True, blank=True, help_text="90 % interval: Wilson, or bootstrap where graded.")
    upper = models.FloatField(null=True, blank=True)
    lift = models.FloatField(null=True, blank=True, help_text="Score less the baseline's, on the same examples.")
    lift_lower = models.FloatField(null=True, blank=True)
    lift_upper = models.FloatField(null=True, blank=True)
    lift_p = models.FloatField(null=True, blank=True, help_text="Two-sided: exact McNemar, or bootstrap where graded.")
    baseline = models.FloatField(null=True, blank=True, help_text="The baseline's score on the same examples.")
    macro_f1 = models.FloatField(null=True, blank=True, help_text="Mean F1 of the labels; of `classify` alone.")
    macro_f1_lower = models.FloatField(null=True, blank=True)
    macro_f1_upper = models.FloatField(null=True, blank=True)
    input_tokens = models.PositiveBigIntegerField(default=0)
    output_tokens = models.PositiveBigIntegerField(default=0)
    p50_ms = models.FloatField(null=True, blank=True)
    p95_ms = models.FloatField(null=True, blank=True)
    usd_per_1000 = models.FloatField(null=True, blank=True, help_text="Mean cost of 1,000 tasks; null: not known.")
    usd_per_1000_lower = models.FloatField(null=True, blank=True)
    usd_per_1000_upper = models.FloatField(null=True, blank=True)
    frontier_usd_per_1000 = models.FloatField(null=True, blank=True, help_text="Median list cost, the same tokens.")
    cost_basis = models.CharField(max_length=300, blank=True)
    is_best = models.BooleanField(default=False, help_text="The best finished run of its revision.")
    is_demo = models.BooleanField(default=False, help_text="Chosen by the author to be the demo, instead of the best.")

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["cost_rank", "id"]
        constraints = [
            models.UniqueConstraint(
                "revision", "recipe", "model", MD5("instruction"), name="run_once", nulls_distinct=False
            ),
            models.UniqueConstraint("revision", name="run_one_best", condition=Q(is_best=True)),
            models.UniqueConstraint("revision", name="run_one_demo", condition=Q(is_demo=True)),
            models.CheckConstraint(
                name="run_instructed_when_it_says_so",
                condition=Q(recipe="instruction") & ~Q(instruction="") | ~Q(recipe="instruction") & Q(instruction=""),
            ),
            models.CheckConstraint(
                name="run_leased_while_running",
                condition=Q(state="running", lease__isnull=False, leased_until__isnull=False)
                | (~Q(state="running") & Q(lease__isnull=True, leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="run_ended_when_it_ended",
                condition=Q(state__in=["finished", "stopped"], finished__isnull=False)
                | Q(state__in=OPEN_STATES, finished__isnull=True),
            ),
            models.CheckConstraint(
                name="run_counts_add_up",
                condition=Q(
                    successes__lte=F("n"),
                    trials_done=F("n") + F("errors") + F("unchecked"),
                    trials_done__lte=F("sample"),
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "cost_rank", "trials_done", "id"],
                name="run_open",
                condition=Q(state__in=["planned", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipe} on {self.model}" if self.model else self.recipe

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.revision.idea.slug, self.pk])

    @property
    def is_baseline(self) -> bool:
        return self.model_id is None

    @property
    def versus_baseline(self) -> str:
        """The difference from the baseline in words; "" where there is none."""
        if self.is_baseline or self.lift is None or self.lift_p is None:
            return ""
        return verdict(self.lift, self.lift_p, self.n, "the baseline")

    @property
    def is_unchecked(self) -> bool:
        """Whether it gave answers, and nothing was there to compare them with."""
        return self.unchecked > 0 and self.n == 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_whole(self) -> bool:
        """Whether it answers every example, not a sample of them."""
        return self.sample == self.revision.size

    @property
    def left_out(self) -> int:
        """How many examples are beyond its sample."""
        return self.revision.size - self.sample

    @property
    def is_offered(self) -> bool:
        return self.model is None or self.model.is_offered

    @property
    def can_rerun(self) -> bool:
        """Whether it was ended with something left to ask that is not beyond its sample."""
        missing = self.state == RunState.STOPPED or (self.state == RunState.FINISHED and self.errors > 0)
        return missing and self.is_offered

    @property
    def can_answer_more(self) -> bool:
        return self.state == RunState.FINISHED and self.left_out > 0 and self.is_offered

    @property
    def can_be_demo(self) -> bool:
        """Whether it has answered with a model; the baseline has nothing to show."""
        return self.state == RunState.FINISHED and not self.is_baseline and self.trials_done > self.errors

    @property
    def can_be_steered(self) -> bool:
        return self.is_open or self.can_rerun or self.can_answer_more or self.can_be_demo

    @property
    def endpoints(self) -> list[Endpoint]:
        """The servers it asks, the one it is about first."""
        models = [model for model in (self.model, self.embedder) if model]
        return list({model.endpoint_id: model.endpoint for model in models}.values())
