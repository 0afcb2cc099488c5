"""Runs as a queue: which of them can be worked on, and the arrows from state to state (drawn in `run`), and a row for
each run that a person let go on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce, Now

from marketplace.accounts.models import User

from .endpoint import Endpoint, may_be_asked
from .examples import ExampleRevision
from .runs import Row, RunQuerySet, RunState, is_switched_off

LEASE = timedelta(seconds=20)
MAX_BROKEN = 3  # slices in a row; what breaks so many, a minute apart, will break the next
# Before the second and the third slice, so that a short fault of this site stops nobody's run.
FIRST_PAUSE, NEXT_PAUSE = timedelta(seconds=10), timedelta(seconds=60)
BLOCK = 60  # trials; the sample that a chat run answers unless somebody asks for the rest
ANEW: dict[str, Any] = {"finished": None, "is_best": False, "best_of": None, "waiting_for": "", "broken_slices": 0}
# The numbers of a run besides its counts, which follow its trials. They are derived again when it has finished again.
NO_NUMBERS: dict[str, Any] = dict.fromkeys(
    (
        "started", "lower", "upper", "lift", "lift_lower", "lift_upper", "lift_p", "baseline",
        "macro_f1", "macro_f1_lower", "macro_f1_upper", "p50_ms", "p95_ms",
        "usd_per_1000", "usd_per_1000_lower", "usd_per_1000_upper", "frontier_usd_per_1000",
    )
) | {"fitted": {}, "input_tokens": 0, "output_tokens": 0, "cost_basis": ""}  # fmt: skip


def is_free() -> Q:
    """Planned, or left by a worker whose lease ran out. Only the run's own columns: an UPDATE on them checks them
    again after waiting for another worker's UPDATE, which it would not do for joined columns."""
    return Q(state=RunState.PLANNED) | Q(state=RunState.RUNNING, leased_until__lt=Now())


def rest_of(endpoint: Endpoint) -> str:
    """How the reason for waiting begins while that server rests."""
    return f"{endpoint.name} rests until"


class RunQueue(RunQuerySet[Row]):
    def claimable(self, lane: str, full: Collection[int] = ()) -> Self:
        """Free runs of published ideas, in their order, whose endpoints may be asked and are not among the `full` ones.

        Ideas of people go before those of the house, for which nobody waits. Then cheap recipes of every idea go first;
        then the runs with the fewest trials so far, counted in blocks of the usual sample, so that a new idea never
        waits behind a big one. Within a block, runs that were begun are finished first: in lockstep, thirty runs would
        all end together, and until then no idea would have its answer. Runs that were not begun go by the newest idea.
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

    def held_under(self, lease: UUID) -> Self:
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
        """After a slice that an error of this site broke, leave the run alone for a growing pause, or stop it after too
        many; True if it was stopped."""
        held, once_more = self.held_under(lease), {"broken_slices": F("broken_slices") + 1}
        ended = {"lease": None, "leased_until": None, "waiting_for": why[:200], "finished": Now()}
        if held.filter(broken_slices__gte=MAX_BROKEN - 1).update(state=RunState.STOPPED, **ended, **once_more):
            return True
        until = Case(When(broken_slices=0, then=Now() + FIRST_PAUSE), default=Now() + NEXT_PAUSE)
        held.update(leased_until=until, waiting_for="a moment, after an error of this site", **once_more)
        return False

    def stop(self) -> int:
        """End these runs, also while a worker holds them: it notices when it next writes or renews."""
        ended = {"lease": None, "leased_until": None, "waiting_for": "", "finished": Now()}
        return self.open().update(state=RunState.STOPPED, **ended)

    def reopen(self, sample: int) -> int:
        """Let finished runs that answered fewer go on until they have answered `sample` examples."""
        ended = self.filter(state=RunState.FINISHED, sample__lt=sample)
        return ended.update(state=RunState.PLANNED, sample=sample, **ANEW)

    def resume(self) -> int:
        """Let stopped runs go on, and finished ones of a model; any others would come out the same."""
        ended = self.filter(Q(state=RunState.STOPPED) | Q(state=RunState.FINISHED, model__isnull=False))
        return ended.update(state=RunState.PLANNED, **ANEW)

    def begin_anew(self) -> int:
        """Plan these runs again, whatever their state; their trials are gone."""
        free: dict[str, Any] = {"lease": None, "leased_until": None}
        return self.update(state=RunState.PLANNED, **ANEW, **free, **NO_NUMBERS)

    def forget_numbers(self) -> int:
        """Of runs that begin anew: their numbers came from trials that are gone."""
        return self.update(**NO_NUMBERS)

    def not_offered(self) -> Self:
        """Runs with a model that the operator switched off."""
        return self.filter(is_switched_off("model") | is_switched_off("embedder"))

    def needing(self, endpoint: Endpoint) -> Self:
        return self.filter(Q(model__endpoint=endpoint) | Q(embedder__endpoint=endpoint))

    def not_waiting_for(self, reason: str) -> Self:
        return self.exclude(waiting_for=reason[:200])

    def wait_for(self, reason: str) -> int:
        """Record why these runs wait, in words; "" when they no longer do."""
        return self.update(waiting_for=reason[:200])

    def waiting_for_rest_of(self, endpoint: Endpoint) -> Self:
        return self.filter(waiting_for__startswith=rest_of(endpoint))


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def of_person_since(self, person: User, moment: datetime) -> "ReopeningQuerySet":
        return self.filter(person=person, created__gte=moment)

    def runs_over(self, revision: ExampleRevision) -> set[int]:
        """The keys of the runs over these examples that were ever reopened."""
        return set(self.filter(run__revision=revision).values_list("run_id", flat=True))


class Reopening(models.Model):
    """An ended run that a person let go on.

    Counts towards the runs that an account may start in a day; else one run could be asked again without end."""

    run = models.ForeignKey("prototypes.Run", models.CASCADE, related_name="reopenings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "created"], name="reopening_person")]
