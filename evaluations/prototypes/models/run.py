"""A run: one recipe on one model over one revision of the examples, and the lease by which a worker holds it.

    planned -> running -> finished
       ^_________|            a slice of work ended, or its worker died and the lease ran out
    planned, running -> stopped    by its author or a moderator, or because errors of this site broke slice after slice
    finished, stopped -> planned   when its author lets it go on

Every arrow is a conditional UPDATE, so of two workers (or of a worker and an author) one wins.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse

from evaluations.prototypes.recipes import BASELINES, current_baselines
from evaluations.prototypes.scorers import current_version
from evaluations.prototypes.statistics import ANSWER_ALPHA, CHANCE, verdict
from ideas.floors import MIN_STRANGERS

from .catalogue import OpenModel
from .endpoint import Endpoint
from .examples import ExampleRevision
from .run_queue import RunQueue
from .runs import OPEN_STATES, Lane, RunQuerySet, RunState


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
        help_text="The embedding model that finds neighbours or compares answers, if one is needed.",
    )
    instruction = models.TextField(blank=True, help_text="The author's own, of the recipe `instruction` alone.")
    lane = models.CharField(max_length=10, choices=Lane)
    cost_rank = models.PositiveSmallIntegerField(help_text="Cheap recipes of every idea go before dear ones.")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNED)
    sample = models.PositiveIntegerField(help_text="How many examples it answers, in the order of `turn`.")
    fitted = models.JSONField(default=dict, blank=True, help_text="What was fitted on each fold's training part.")

    scored_by = models.PositiveSmallIntegerField(
        default=current_version, help_text="Version of the scorers that all its trials were scored by."
    )
    compared_by = models.PositiveSmallIntegerField(
        default=current_baselines, help_text="Version of the baselines that it was compared with."
    )
    stopped_knowing = models.BooleanField(
        default=False, help_text="Stopped by its author when a result over the same examples could be seen."
    )

    lease = models.UUIDField(null=True, blank=True, unique=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    waiting_for = models.CharField(
        max_length=200, blank=True, help_text="Human-readable reason for waiting or for an automatic stop."
    )
    broken_slices = models.PositiveSmallIntegerField(
        default=0, help_text="Slices in a row that an error of this site broke; a killed worker does not count."
    )
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
    strangers_n = models.PositiveIntegerField(default=0, help_text="Scored examples of strangers that the lot offered.")
    strangers_score = models.FloatField(null=True, blank=True, help_text="Mean score over these.")
    strangers_lower = models.FloatField(
        null=True, blank=True, help_text="One-sided 90 % bound; of one run, not picked."
    )
    strangers_upper = models.FloatField(null=True, blank=True)
    brought_n = models.PositiveIntegerField(default=0, help_text="Scored examples that people brought by themselves.")
    brought_score = models.FloatField(null=True, blank=True, help_text="Mean score over these; it decides nothing.")
    is_best = models.BooleanField(default=False, help_text="The best finished run of its revision.")
    best_of = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of how many runs the best one was picked; null for all others."
    )
    is_demo = models.BooleanField(default=False, help_text="Chosen by the author to be the demo, instead of the best.")

    objects = RunQuerySet.as_manager()
    queue = RunQueue.as_manager()

    class Meta:
        ordering = ["cost_rank", "id"]
        constraints = [
            models.UniqueConstraint(
                "revision", "recipe", "model", MD5("instruction"), name="run_once", nulls_distinct=False
            ),
            models.UniqueConstraint("revision", name="run_one_best", condition=Q(is_best=True)),
            models.UniqueConstraint("revision", name="run_one_demo", condition=Q(is_demo=True)),
            models.CheckConstraint(
                name="run_best_of_some", condition=Q(is_best=True, best_of__gte=1) | Q(is_best=False, best_of=None)
            ),
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
            ),
            models.Index(fields=["scored_by", "id"], name="run_scored_by"),
            models.Index(fields=["compared_by", "id"], name="run_compared_by"),
        ]

    def __str__(self) -> str:
        return f"{self.recipe} on {self.model}" if self.model else self.recipe

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.revision.idea.slug, self.pk])

    @property
    def is_baseline(self) -> bool:
        return self.recipe in BASELINES

    @property
    def asks_no_model(self) -> bool:
        """Whether its recipe answers by itself; the embedder may still compare answers by their meaning."""
        return self.model_id is None

    @property
    def versus_baseline(self) -> str:
        """The difference from the baseline in words, for this run alone; "" if there is none."""
        if self.is_baseline or self.lift is None or self.lift_p is None:
            return ""
        return verdict(self.lift, self.lift_p, self.n, "the baseline")

    @property
    def beats_baseline(self) -> bool:
        """Whether it is better example by example beyond chance, not allowing for the choice among several runs."""
        return self.lift is not None and self.lift_p is not None and self.lift > 0 and self.lift_p <= CHANCE

    @property
    def is_proven_best(self) -> bool:
        """Whether it is better than no model, allowing for the choice: the condition of the answer to "Works?"."""
        if self.best_of is None or self.lift is None or self.lift_p is None:
            return False
        return self.lift > 0 and self.lift_p / 2 <= ANSWER_ALPHA / self.best_of

    @property
    def strangers_decide(self) -> bool:
        """Whether it has answered enough examples of strangers for their number to count."""
        return self.strangers_n >= MIN_STRANGERS

    @property
    def place(self) -> str:
        """How it ranks among the runs over its examples, in words; "" for all but the first."""
        if not self.is_best:
            return ""
        if self.is_proven_best:
            return "the best"
        if self.lift is None:
            return "the highest so far"
        luck = f"the highest of {self.best_of}, which could be luck"
        return luck if self.beats_baseline else "the highest, not surely better than the baseline"

    @property
    def versus_baseline_as_picked(self) -> str:
        """The difference in words for a page that does not show the runs among which it may be the best."""
        if self.is_proven_best:
            return "better than the baseline"
        if self.is_best and self.beats_baseline:
            return f"higher than the baseline, could be the luck of the best of {self.best_of}"
        return self.versus_baseline

    @property
    def is_unchecked(self) -> bool:
        """Whether it gave answers, and there was nothing to compare them with."""
        return self.unchecked > 0 and self.n == 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_halted(self) -> bool:
        """Whether it was stopped, or waits for something."""
        return self.state == RunState.STOPPED or bool(self.is_open and self.waiting_for)

    @property
    def is_whole(self) -> bool:
        """Whether it answers every different example, not only a sample."""
        return self.sample == self.revision.different

    @property
    def left_out(self) -> int:
        """How many different examples are beyond its sample."""
        return self.revision.different - self.sample

    @property
    def is_offered(self) -> bool:
        return all(model.is_offered for model in (self.model, self.embedder) if model)

    @property
    def has_all_answers(self) -> bool:
        """Whether every example of its sample was answered."""
        return self.state == RunState.FINISHED and self.errors == 0

    @property
    def can_rerun(self) -> bool:
        """Not a finished run that asks no model: it would come out the same."""
        finished = self.state == RunState.FINISHED and not self.asks_no_model
        return (finished or self.state == RunState.STOPPED) and self.is_offered

    @property
    def can_answer_more(self) -> bool:
        return self.state == RunState.FINISHED and self.left_out > 0 and self.is_offered

    @property
    def can_be_demo(self) -> bool:
        """Whether it has something to show: it beats the baseline, or its answers are compared with nothing."""
        return self.state == RunState.FINISHED and not self.is_baseline and (self.beats_baseline or self.is_unchecked)

    @property
    def can_be_steered(self) -> bool:
        return self.is_open or self.can_rerun or self.can_answer_more or self.can_be_demo

    @property
    def endpoints(self) -> list[Endpoint]:
        """The servers that it asks; that of its own model comes first."""
        models = [model for model in (self.model, self.embedder) if model]
        return list({model.endpoint_id: model.endpoint for model in models}.values())
