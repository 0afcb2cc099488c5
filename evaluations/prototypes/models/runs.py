"""Runs as sets: which of them can be worked on, the arrows from state to state, and what rows and answers need."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from ideas.models import Idea
from ideas.models.idea import NOT_ON_CARDS
from marketplace.accounts.models import User

from .endpoint import Endpoint, may_be_asked
from .examples import ExampleRevision

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .run import Run

LEASE = timedelta(seconds=20)
MOST_BROKEN = 3  # slices in a row; whatever breaks so many, a minute apart, will break the next
# Before the second and the third, so that a short fault of ours stops nobody's run.
FIRST_PAUSE, NEXT_PAUSE = timedelta(seconds=10), timedelta(seconds=60)
BLOCK = 60  # trials; the sample that a chat run answers unless somebody asks for the rest
OPEN_STATES = ("planned", "running")
ANEW: dict[str, Any] = {"finished": None, "is_best": False, "best_of": None, "waiting_for": "", "broken_slices": 0}
# What is told of a run besides its counts, which follow its trials; it comes again when it has finished again.
UNTOLD: dict[str, Any] = dict.fromkeys(
    (
        "started", "lower", "upper", "lift", "lift_lower", "lift_upper", "lift_p", "baseline",
        "macro_f1", "macro_f1_lower", "macro_f1_upper", "p50_ms", "p95_ms",
        "usd_per_1000", "usd_per_1000_lower", "usd_per_1000_upper", "frontier_usd_per_1000",
    )
) | {"fitted": {}, "input_tokens": 0, "output_tokens": 0, "cost_basis": ""}  # fmt: skip
NOT_ON_ROWS = ("fitted", *(f"revision__idea__{column}" for column in NOT_ON_CARDS))


class Lane(models.TextChoices):
    QUICK = "quick", "baselines and embeddings"
    CHAT = "chat", "chat models"


class RunState(models.TextChoices):
    PLANNED = "planned", "planned"  # waiting for a worker, or between two slices
    RUNNING = "running", "running"  # held by a worker, or left alone after a broken slice, until `leased_until`
    FINISHED = "finished", "finished"
    # By its author or a moderator, overtaken by newer examples, or after `MOST_BROKEN` broken slices.
    STOPPED = "stopped", "stopped"


def is_free() -> Q:
    """Planned, or left behind by a worker whose lease ran out. Only the run's own columns: an UPDATE on them
    checks them again after waiting for another worker's, which it would not do for joined ones."""
    return Q(state=RunState.PLANNED) | Q(state=RunState.RUNNING, leased_until__lt=Now())


def is_switched_off(model: str) -> Q:
    return Q((f"{model}__enabled", False)) | Q((f"{model}__endpoint__enabled", False))


def rest_of(endpoint: Endpoint) -> str:
    """How what is said of a run begins while that server rests."""
    return f"{endpoint.name} asks for a rest"


class RunQuerySet(models.QuerySet["Run"]):
    def claimable(self, lane: str, full: Collection[int] = ()) -> "RunQuerySet":
        """Free runs of published ideas whose endpoints may be asked and are not among the `full` ones, in their order.

        Ideas of people go before those of the house, which wait for nobody's eyes. Among these cheap recipes of every
        idea go first; then the runs with the fewest trials so far, counted in blocks of the
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
            "revision__idea__author__is_house",
            "cost_rank",
            F("trials_done") / BLOCK,
            "-trials_done",
            "-revision__idea__published",
            "id",
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
        free = {"lease": None, "leased_until": None, "broken_slices": 0}
        return bool(self.held_under(lease).update(state=RunState.PLANNED, **free))

    def finish(self, lease: UUID) -> bool:
        ended = {"lease": None, "leased_until": None, "waiting_for": "", "finished": Now(), "broken_slices": 0}
        return bool(self.held_under(lease).update(state=RunState.FINISHED, **ended))

    def break_off(self, lease: UUID, why: str) -> bool:
        """After a slice that an error of ours broke: left alone for a growing while, or after too many stopped; True if
        that."""
        held, once_more = self.held_under(lease), {"broken_slices": F("broken_slices") + 1}
        ended = {"lease": None, "leased_until": None, "waiting_for": why[:200], "finished": Now()}
        if held.filter(broken_slices__gte=MOST_BROKEN - 1).update(state=RunState.STOPPED, **ended, **once_more):
            return True
        until = Case(When(broken_slices=0, then=Now() + FIRST_PAUSE), default=Now() + NEXT_PAUSE)
        held.update(leased_until=until, waiting_for="a moment, after an error of this site", **once_more)
        return False

    def stop(self) -> int:
        """End these runs, also under a worker's hands: it notices when it next writes or renews."""
        ended = {"lease": None, "leased_until": None, "waiting_for": "", "finished": Now()}
        return self.open().update(state=RunState.STOPPED, **ended)

    def reopen(self, sample: int) -> int:
        """Let finished runs that answered fewer go on until they have answered `sample` examples."""
        ended = self.filter(state=RunState.FINISHED, sample__lt=sample)
        return ended.update(state=RunState.PLANNED, sample=sample, **ANEW)

    def resume(self) -> int:
        """Let stopped runs go on, and finished ones of a model."""
        ended = self.filter(Q(state=RunState.STOPPED) | Q(state=RunState.FINISHED, model__isnull=False))
        return ended.update(state=RunState.PLANNED, **ANEW)

    def forget(self) -> int:
        """Of runs that begin anew, what was told of the trials that they had."""
        return self.update(**UNTOLD)

    def not_waiting_for(self, what: str) -> "RunQuerySet":
        return self.exclude(waiting_for=what[:200])

    def wait_for(self, what: str) -> int:
        """Say on these runs what they wait for, in words; "" for nothing any more."""
        return self.update(waiting_for=what[:200])

    def waiting_for_rest_of(self, endpoint: Endpoint) -> "RunQuerySet":
        return self.filter(waiting_for__startswith=rest_of(endpoint))

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
        rows = self.select_related("revision__idea", "model__endpoint", "embedder__endpoint").defer(*NOT_ON_ROWS)
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
