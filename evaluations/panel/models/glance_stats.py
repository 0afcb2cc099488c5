"""How far the glances at an idea have come: counted from their rows, and what the next card is chosen by."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.panel.next_idea import ENOUGH, SHORT, UNLIKELY, Candidate
from evaluations.panel.weights import share_left_open
from ideas.models import Backing, Comment, Idea, MarkQuerySet, Vote
from marketplace.accounts.models import User

from .challenge import Challenge
from .opening import Opening
from .player import Player

POOL = 64  # ideas among which one is drawn
RESTS = timedelta(hours=1)  # an idea without three fair lines beside its own, until it is tried again
COUNTED = tuple(field.name for field in fields(Candidate) if field.name != "idea")


class StandingQuerySet(models.QuerySet["Standing"]):
    def offered(self) -> "StandingQuerySet":
        """Of ideas that can be dealt, as far as these rows know: `deal` looks at the idea itself before it does."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lt=timezone.now()), offered=True)

    def any_short(self) -> bool:
        return self.offered().filter(due__gte=SHORT).exists()

    def unseen_by(self, player: Player) -> "StandingQuerySet":
        """Of ideas that this player was not dealt and has never written, opened, voted for or commented on; for
        somebody signed out, also of none that was dealt in their network to somebody signed out."""
        dealt = Challenge.objects.of(player).filter(idea=OuterRef("idea"))
        unseen = self.filter(~Exists(dealt)).exclude(idea__in=player.opened)
        if player.person is None:
            # A new session costs nothing, so strangers in one network see an idea once together.
            same_place = Challenge.objects.counted_for(player).filter(idea=OuterRef("idea"))
            return unseen.filter(~Exists(same_place))
        unseen = unseen.exclude(idea__author=player.person)
        for rows in seen_elsewhere(player.person):
            unseen = unseen.filter(~Exists(rows.filter(idea=OuterRef("idea"))))
        return unseen

    def left_open_by(self, player: Player) -> float:
        """`share_left_open` at this moment; 1 for somebody signed out, whose seeing elsewhere only they could tell."""
        if player.person is None:
            return 1.0
        dealt = Challenge.objects.of(player).values("idea")
        own = Idea.objects.filter(author=player.person).values("pk")
        opened, *others = (rows.values("idea") for rows in seen_elsewhere(player.person))
        seen = Q(idea__in=opened.union(*others)) | Q(idea__in=player.opened)
        counts = {"undealt": Count("pk"), "shut_out": Count("pk", filter=seen & ~Q(idea__in=own))}
        return share_left_open(**self.offered().exclude(idea__in=dealt).aggregate(**counts))

    def candidates_for(self, player: Player, *, any_short: bool) -> list[Candidate]:
        """The ideas about which most is to be learnt, read in the order of an index until there are enough."""
        rows = self.offered().unseen_by(player)
        if any_short:
            rows = rows.filter(n__lt=ENOUGH)
        return [Candidate(*row) for row in rows.order_by("-due", "idea").values_list("idea", *COUNTED)[:POOL]]

    def behind(self) -> list[int]:
        """Ideas that were published, withdrawn, edited or placed among the others since they were counted."""
        placed = Q(vector_revision=F("revision"))
        known = Q(panel_standing__revision=F("revision"))
        as_it_is = known & (Q(placed, panel_standing__offered=True) | Q(~placed, panel_standing__offered=False))
        changed = Idea.objects.published().exclude(as_it_is).values_list("pk", flat=True)
        withdrawn = self.filter(offered=True, idea__published__isnull=True).values_list("pk", flat=True)
        return [*changed, *withdrawn]

    def rest(self, idea_id: int) -> None:
        self.filter(idea=idea_id).update(rests_until=timezone.now() + RESTS)


def seen_elsewhere(person: User) -> tuple[QuerySet[Any, Any], ...]:
    """Rows whose `idea` this person cannot glance at any more."""
    comments = Comment.objects.filter(author=person)
    backings = Backing.objects.by(person)  # votes that were taken back, too; new ones are noted within seconds
    return Opening.objects.filter(person=person), Vote.objects.of(person), backings, comments


class Standing(models.Model):
    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="panel_standing")
    revision = models.PositiveIntegerField(help_text="The idea's revision that is counted.")
    n = models.FloatField(default=0.0)
    right = models.FloatField(default=0.0)
    asked = models.FloatField(default=0.0)
    would = models.FloatField(default=0.0)
    none_known = models.FloatField(default=0.0)
    machines = models.FloatField(default=UNLIKELY, help_text="How far what they found lets people's answers count.")
    due = models.FloatField(default=0.0, help_text="How much is still to learn; from 1 while it is short of glances.")
    offered = models.BooleanField(default=False, help_text="Published, and its present text is placed among others.")
    rests_until = models.DateTimeField(null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-due", "idea"], name="standing_due", condition=Q(offered=True))]


class RecountMark(models.Model):
    """The answers of people about this idea may be behind."""

    # No foreign key: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField(db_index=True)

    objects = MarkQuerySet.as_manager()
