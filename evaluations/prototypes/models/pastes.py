"""A table that somebody has tried without posting it, and what open models answered to its rows. It ends in an hour.

    rows, runs and answers -> nothing but when, and from where -> no row at all
                 an hour later, or at once            a day later

The row without a word of the table stays for a day, because it counts towards what its visitor may try.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluations.prototypes.recipes import BASELINES

from .catalogue import OpenModel
from .endpoint import Endpoint, may_be_asked
from .examples import MAX_COLUMN_NAME
from .run import Run
from .run_queue import LEASE
from .runs import Lane, is_switched_off
from .trial import Outcome
from .tries import Visitor

KEPT = timedelta(hours=1)
COUNTED = timedelta(days=1)
QUICK_AT_ONCE = 2  # pasted runs in the quick lane; its worker has four threads, and ideas keep the others
# While people's ideas wait for a chat model, pastes have one slice in so long: behind the ideas, but not for ever.
AFTER_IDEAS = timedelta(seconds=30)


def hash_of(secret: str) -> str:
    """What is stored of the secret that opens a paste, so that who reads the table can open none."""
    return salted_hmac("evaluations.prototypes.pastes", secret, algorithm="sha256").hexdigest()


class PasteQuerySet(models.QuerySet["Paste"]):
    def of(self, visitor: Visitor) -> "PasteQuerySet":
        """A person's pastes from any network; for a stranger, those of all strangers in the same network."""
        if visitor.person:
            return self.filter(person=visitor.person)
        return self.filter(person=None, address=visitor.address)

    def since(self, moment: datetime) -> "PasteQuerySet":
        return self.filter(created__gt=moment)

    def kept(self) -> "PasteQuerySet":
        """Those whose words are still there."""
        return self.filter(rows__isnull=False, ends__gt=Now())

    def opened_by(self, key: UUID, secret: str) -> "Paste | None":
        """The paste at this address, for who made it alone: the address is not enough."""
        return self.kept().filter(key=key, holder=hash_of(secret)).first() if secret else None

    def latest_of(self, secret: str) -> "Paste | None":
        """What was pasted last by whom this secret is of."""
        return self.kept().filter(holder=hash_of(secret)).order_by("-created").first() if secret else None

    def ended(self) -> "PasteQuerySet":
        return self.filter(rows__isnull=False, ends__lte=Now())

    def uncounted(self) -> "PasteQuerySet":
        """Those that no longer count towards anybody's limit."""
        return self.filter(rows__isnull=True, created__lte=timezone.now() - COUNTED)


class Paste(models.Model):
    key = models.UUIDField(unique=True, default=uuid4, help_text="Its address, which opens nothing by itself.")
    holder = models.CharField(max_length=64, help_text="A keyed hash of the secret of the browser or program it is of.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="pastes")
    address = models.CharField(max_length=64, blank=True, help_text="A keyed hash of the network.")
    rows = models.JSONField(null=True, blank=True, help_text='[["input", "expected"], ...]; null once it was deleted.')
    input_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True)
    expected_name = models.CharField(max_length=MAX_COLUMN_NAME, blank=True)
    ends = models.DateTimeField(help_text="When the words of it are deleted.")
    created = models.DateTimeField(auto_now_add=True)

    objects = PasteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paste_deleted_whole", condition=Q(rows__isnull=False) | Q(input_name="", expected_name="")
            )
        ]
        indexes = [
            models.Index(fields=["person", "created"], name="paste_person", condition=Q(person__isnull=False)),
            models.Index(fields=["address", "created"], name="paste_address", condition=Q(person__isnull=True)),
            models.Index(fields=["ends"], name="paste_ends", condition=Q(rows__isnull=False)),
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(given, expected) for given, expected in self.rows or ()]

    @property
    def names(self) -> tuple[str, str]:
        return self.input_name, self.expected_name


class PastedRunQuerySet(models.QuerySet["PastedRun"]):
    def open(self) -> Self:
        """Unfinished, over rows that are still there."""
        return self.filter(finished=None, paste__rows__isnull=False, paste__ends__gt=Now())

    def held(self) -> Self:
        return self.filter(leased_until__gt=Now())

    def at(self, endpoints: Collection[Endpoint]) -> Self:
        keys = [endpoint.pk for endpoint in endpoints]
        return self.filter(Q(model__endpoint__in=keys) | Q(embedder__endpoint__in=keys))

    def due(self, lane: str) -> Self:
        """Those that a worker of the lane may take now, in their order: cheap ones first, so that everybody has an
        answer before anybody has all of them."""
        if lane == Lane.CHAT and self.filter(lane=lane).are_behind_ideas():
            return self.none()
        if lane == Lane.QUICK and self.filter(lane=lane).held().count() >= QUICK_AT_ONCE:
            return self.none()
        reachable = (Q(model=None) | may_be_asked("model__endpoint")) & (
            Q(embedder=None) | may_be_asked("embedder__endpoint")
        )
        free = Q(leased_until=None) | Q(leased_until__lte=Now())
        offered = self.exclude(is_switched_off("model") | is_switched_off("embedder"))
        found = offered.open().filter(free, reachable, lane=lane)
        return found.order_by("cost_rank", F("worked").asc(nulls_first=True), "pk")

    def are_behind_ideas(self) -> bool:
        """Whether an idea of somebody waits in this lane, and the pastes have had their slice, or begun to wait, less
        than AFTER_IDEAS ago."""
        came = self.open().aggregate(first=Min("created"))["first"]
        worked = self.aggregate(last=Max("worked"))["last"]
        since = max((moment for moment in (came, worked) if moment), default=None)
        if since is None or since < timezone.now() - AFTER_IDEAS:
            return False
        return Run.queue.claimable(Lane.CHAT).exclude(revision__idea__author__is_house=True).exists()

    def take(self, pk: int, lease: UUID) -> bool:
        """Lease it if it is still free: the conditional UPDATE that only one worker wins."""
        free = Q(leased_until=None) | Q(leased_until__lte=Now())
        return bool(self.filter(free, pk=pk, finished=None).update(lease=lease, leased_until=Now() + LEASE))

    def held_under(self, lease: UUID) -> Self:
        return self.filter(lease=lease)

    def renew(self, lease: UUID) -> bool:
        """False when the run is gone, or no longer ours."""
        return bool(self.held_under(lease).update(leased_until=Now() + LEASE))

    def give_back(self, lease: UUID, *, is_finished: bool) -> None:
        ended: dict[str, Any] = {"finished": Now()} if is_finished else {}
        self.held_under(lease).update(lease=None, leased_until=None, worked=Now(), **ended)

    def are_due_at(self, endpoint: Endpoint) -> bool:
        """Whether a worker of any lane may take one now that asks this server."""
        if not self.open().at([endpoint]).exists():
            return False  # nearly always, and a worker asks twice a second
        return any(self.due(lane).at([endpoint]).exists() for lane in Lane.values)

    def for_work(self) -> Self:
        return self.select_related("paste", "model__endpoint", "embedder__endpoint")


class PastedRun(models.Model):
    """One recipe on one model over the rows of a paste."""

    paste = models.ForeignKey(Paste, models.CASCADE, related_name="runs")
    recipe = models.CharField(max_length=30)
    model = models.ForeignKey(OpenModel, models.CASCADE, null=True, blank=True, related_name="+")
    embedder = models.ForeignKey(OpenModel, models.CASCADE, null=True, blank=True, related_name="+")
    lane = models.CharField(max_length=10, choices=Lane)
    cost_rank = models.PositiveSmallIntegerField()
    sample = models.PositiveSmallIntegerField(help_text="How many rows it answers: those that say the same count once.")
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    worked = models.DateTimeField(null=True, blank=True, help_text="When its last slice ended.")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = PastedRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("paste", "recipe", "model", name="pasted_run_once", nulls_distinct=False),
            models.CheckConstraint(
                name="pasted_run_leased_whole",
                condition=Q(lease=None, leased_until=None) | Q(lease__isnull=False, leased_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "cost_rank", "id"], name="pasted_run_open", condition=Q(finished=None)),
        ]

    @property
    def is_baseline(self) -> bool:
        return self.recipe in BASELINES

    @property
    def endpoints(self) -> list[Endpoint]:
        """The servers that it asks; that of its own model comes first."""
        asked = [model for model in (self.model, self.embedder) if model]
        return list({model.endpoint_id: model.endpoint for model in asked}.values())

    @property
    def trouble(self) -> str:
        """Why it cannot go on now, in words; "" when it can."""
        for endpoint in self.endpoints:
            if not self.finished and (endpoint.absence or endpoint.rests_for):
                return endpoint.absence or f"{endpoint.name} rests for {endpoint.rests_for} s"
        return ""


class PastedAnswer(models.Model):
    """What came of one row while it was held out."""

    run = models.ForeignKey(PastedRun, models.CASCADE, related_name="answers")
    row = models.PositiveSmallIntegerField(help_text="Its place in the paste, from 1.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    answer = models.TextField(blank=True)
    score = models.FloatField(null=True, blank=True, help_text="0 to 1; null: no answer, or nothing to compare.")
    total_ms = models.FloatField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint("run", "row", name="pasted_answer_once")]
