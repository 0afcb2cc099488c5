"""A try of an idea's live demo: who may go next, and how often. The text and the answer are never stored.

    waiting -> answering -> answered, refused, ... error, left
       |__________________________________________________^   no more signs of the visitor

A try that waits keeps its place in the line until `until`; one that is answering holds a Share under its ticket.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Length, Now, TruncDate
from django.utils.crypto import salted_hmac

from evaluations.prototypes.scorers import composed
from evaluations.prototypes.statistics import CHANCE
from ideas.models import Idea
from marketplace.accounts.models import User, good_standing

from .endpoint import Endpoint
from .examples import Example
from .run import Run
from .runs import RunState

WAITS = timedelta(seconds=5)  # how long a place in the line outlives the last sign of a visitor who looks every second
MAX_OFFERED, MAX_OFFERED_LENGTH = 12, 2_000  # examples to pick from, and the characters of one


def demo_of(idea: Idea) -> Run | None:
    """The finished run that anyone may try: of the latest examples that have one, the author's choice, else the best,
    else the one with the highest lower bound. Only a run that beats the baseline shows anything, or one whose answers
    are compared with nothing."""
    shows = Q(lift__gt=0, lift_p__lte=CHANCE) | Q(unchecked__gte=1, n=0)
    rows = Run.objects.of_idea(idea.pk).candidates().offered().filter(shows, state=RunState.FINISHED).for_rows()
    by_merit = (F("lower").desc(nulls_last=True), "cost_rank", "id")
    best_first = rows.order_by("-revision__number", "-is_demo", "-is_best", *by_merit)
    return best_first.select_related("embedder__endpoint").first()


def examples_to_pick(run: Run) -> list[Example]:
    """Some of the author's rows, in the stratified order, so that every label is among them."""
    short = run.revision.examples.annotate(length=Length("input")).filter(length__lte=MAX_OFFERED_LENGTH)
    return list(short.order_by("turn")[:MAX_OFFERED])


def example_meant(run: Run, row: int | None, text: str) -> Example | None:
    """The author's row that the visitor picked, or typed word for word; None if they typed something else."""
    examples = run.revision.examples
    either = {text.strip(), composed(text.strip())}  # in which form it was stored
    typed = examples.filter(input__in=either).first() if text.strip() else None
    picked = examples.filter(position=row).first() if row and (typed or not text.strip()) else None
    return picked or typed


class TryState(models.TextChoices):
    WAITING = "waiting", "waiting for a place"
    ANSWERING = "answering", "being answered"
    ANSWERED = "answered", "answered"
    REFUSED = "refused", "refused"
    TRUNCATED = "truncated", "truncated"
    INVALID = "invalid", "not the form that was asked for"
    OVERFLOW = "overflow", "too long for the model"
    ERROR = "error", "no answer"
    LEFT = "left", "the visitor left"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person, or somebody known only by the network that the request came from."""

    person: User | None
    network: str

    @property
    def address(self) -> str:
        """The network as a keyed hash that only this site can make, so that no row reveals where anybody was."""
        return salted_hmac("evaluations.prototypes.tries", self.network, algorithm="sha256").hexdigest()


class TryQuerySet(models.QuerySet["Try"]):
    def of(self, visitor: Visitor) -> "TryQuerySet":
        """A person's tries from any network; for a stranger, the tries of all strangers in the same network."""
        if visitor.person:
            return self.filter(person=visitor.person)
        return self.filter(person=None, address=visitor.address)

    def since(self, moment: datetime) -> "TryQuerySet":
        return self.filter(created__gt=moment)

    def forget_addresses(self, before: datetime) -> int:
        """Remove the network's hash from older tries; how many still had it."""
        return self.filter(created__lte=before).exclude(address="").update(address="")

    def waiting(self) -> "TryQuerySet":
        """Tries in the line whose visitors are still there."""
        return self.filter(state=TryState.WAITING, until__gt=Now())

    def under_way(self) -> "TryQuerySet":
        return self.filter(state__in=[TryState.WAITING, TryState.ANSWERING], until__gt=Now())

    def at(self, endpoints: Iterable[Endpoint]) -> "TryQuerySet":
        """Tries that need one of these servers."""
        keys = [endpoint.pk for endpoint in endpoints]
        return self.filter(Q(run__model__endpoint__in=keys) | Q(run__embedder__endpoint__in=keys))

    def before(self, attempt: "Try") -> "TryQuerySet":
        """Tries that came earlier."""
        return self.filter(pk__lt=attempt.pk)

    def answering(self) -> "TryQuerySet":
        return self.filter(state=TryState.ANSWERING, until__gt=Now())

    def returning(self, idea: Idea) -> dict[str, int]:
        """How many people tried the idea's demo (`n`), and how many of them on more than one day (`again`).

        Its author does not count, and strangers cannot be counted: their network is forgotten after a day."""
        people = self.filter(good_standing("person"), idea=idea)
        by_person = people.exclude(person=idea.author_id).values("person")
        days = by_person.annotate(days=Count(TruncDate("created"), distinct=True))
        found: dict[str, int] = days.aggregate(n=Count("person"), again=Count("person", filter=Q(days__gt=1)))
        return found

    def keep_place(self, attempt: "Try", keep: timedelta) -> int:
        return self.filter(pk=attempt.pk, state=TryState.WAITING).update(until=Now() + keep)


class Try(models.Model):
    ticket = models.UUIDField(unique=True, default=uuid4, help_text="What its visitor shows to keep their place.")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="tries")
    run = models.ForeignKey("prototypes.Run", models.CASCADE, related_name="tries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tries")
    address = models.CharField(
        max_length=64, blank=True, help_text="A keyed hash of the network; forgotten after a day."
    )
    state = models.CharField(max_length=10, choices=TryState, default=TryState.WAITING)
    until = models.DateTimeField(help_text="A visitor without a sign of life until then has left.")
    created = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(null=True, blank=True, help_text="From its place to its end.")
    input_tokens = models.PositiveIntegerField(null=True, blank=True)
    output_tokens = models.PositiveIntegerField(null=True, blank=True)

    objects = TryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "created"], name="try_person", condition=Q(person__isnull=False)),
            models.Index(fields=["address", "created"], name="try_address", condition=Q(person__isnull=True)),
            models.Index(fields=["id"], name="try_waiting", condition=Q(state="waiting")),
        ]
