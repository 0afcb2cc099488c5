"""Counts of the glances at each idea, by which the next card is chosen; and the marks for a recount."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from evaluations.panel.answers import GlanceCounts
from evaluations.panel.next_idea import (
    ENOUGH,
    ENOUGH_INSIDE,
    SHORT,
    UNLIKELY,
    Candidate,
    due,
    machines_factor,
)
from evaluations.panel.weights import share_left_open
from ideas.floors import WORKS_FLOOR
from ideas.models import Answer, Backing, Comment, Idea, MarkQuerySet, Question, Vote
from ideas.models.answer import AnswerState
from marketplace.accounts.models import User

from .challenge import Challenge
from .player import Opening, Player

POOL = 64  # ideas that are short, and as many others, among which one is drawn
RESTS = timedelta(hours=1)  # until an idea without three fair lines beside its own is tried again
# The columns from which a candidate is made; and where only those inside say what they would pay.
COUNTED = {field.name: field.name for field in fields(Candidate) if field.name != "idea"}
COUNTED_INSIDE = COUNTED | {"asked": "asked_inside", "would": "would_inside"}
MACHINES = (Question.WORKS, Question.CHEAP)


class GlanceStatsQuerySet(models.QuerySet["GlanceStats"]):
    def offered(self) -> "GlanceStatsQuerySet":
        """Of ideas that can be dealt, as far as these rows know: `deal` checks the idea itself, too."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lt=timezone.now()), offered=True)

    def any_short(self) -> bool:
        return self.offered().filter(due__gte=SHORT).exists()

    def unseen_by(self, player: Player) -> "GlanceStatsQuerySet":
        """Of ideas that are `unknown_to` this player. For a signed-out player, ideas dealt to others signed out in the
        same network are left out, too."""
        unknown = self.unknown_to(player)
        if player.person:
            return unknown
        # A new session costs nothing, so all strangers in one network are dealt an idea once.
        same_network = Challenge.objects.counted_for(player).filter(idea=OuterRef("idea"))
        return unknown.filter(~Exists(same_network))

    def unknown_to(self, player: Player) -> "GlanceStatsQuerySet":
        """Of ideas that this player was not dealt, anywhere, and has not written, opened, voted for or commented on."""
        dealt = Challenge.everything.of(player).filter(idea=OuterRef("idea"))
        unseen = self.filter(~Exists(dealt)).exclude(idea__in=player.opened)
        if player.person is None:
            return unseen
        unseen = unseen.exclude(idea__author=player.person)
        for rows in seen_elsewhere(player.person):
            unseen = unseen.filter(~Exists(rows.filter(idea=OuterRef("idea"))))
        return unseen

    def left_open_by(self, player: Player) -> float:
        """`share_left_open` now; 1 for a signed-out player, whose other visits this site does not know."""
        if player.person is None:
            return 1.0
        dealt = Challenge.everything.of(player).values("idea")
        own = Idea.objects.filter(author=player.person).values("pk")
        opened, *others = (rows.values("idea") for rows in seen_elsewhere(player.person))
        seen = Q(idea__in=opened.union(*others)) | Q(idea__in=player.opened)
        counts = {"undealt": Count("pk"), "shut_out": Count("pk", filter=seen & ~Q(idea__in=own))}
        return share_left_open(**self.offered().exclude(idea__in=dealt).aggregate(**counts))

    def candidates_for(self, player: Player, *, any_short: bool) -> list[Candidate]:
        """The ideas about which there is the most to learn, read in the order of an index until there are enough."""
        rows = self.offered().unseen_by(player)
        if any_short:
            rows = rows.filter(asked__lt=ENOUGH)
        return rows.pool()

    def candidates_inside(self, player: Player, *, any_short: bool, fields: Sequence[str]) -> list[Candidate]:
        """The same among ideas for one of these fields of work that lack glances of those inside; what would be paid is
        what those inside said."""
        rows = (
            self.offered().unseen_by(player).filter(idea__work_fields__overlap=fields, asked_inside__lt=ENOUGH_INSIDE)
        )
        if any_short:
            rows = rows.filter(asked__lt=ENOUGH)
        return rows.pool(COUNTED_INSIDE)

    def pool(self, columns: Mapping[str, str] = COUNTED) -> list[Candidate]:
        """The ideas with the most to learn of those that are short, and of the others; the next one is drawn from
        both."""
        rows = self.order_by("-due", "idea").values("idea", *columns.values())
        short, others = rows.filter(due__gte=SHORT)[:POOL], rows.filter(due__lt=SHORT)[:POOL]
        found = short.union(others, all=True)
        return [Candidate(row["idea"], **{name: row[column] for name, column in columns.items()}) for row in found]

    def out_of_date(self) -> list[int]:
        """Ideas that were published, withdrawn, edited or given a vector since they were counted."""
        placed = Q(vector_revision=F("revision"))
        counted = Q(glance_stats__revision=F("revision"))
        current = counted & (Q(placed, glance_stats__offered=True) | Q(~placed, glance_stats__offered=False))
        changed = Idea.objects.published().exclude(current).values_list("pk", flat=True)
        withdrawn = self.filter(offered=True, idea__published__isnull=True).values_list("pk", flat=True)
        return [*changed, *withdrawn]

    def store(self, idea: Idea, counts: GlanceCounts) -> None:
        """Keep the counts from which the next card is chosen, and what follows from them."""
        candidate = Candidate(
            idea=idea.pk,
            n=counts.n,
            right=counts.right,
            asked=counts.asked,
            would=counts.would,
            none_known=counts.none_known,
            machines=machines_of(idea.pk),
        )
        values = {name: getattr(candidate, name) for name in COUNTED}
        offered = idea.is_published and idea.vector_revision == idea.revision
        values |= {"asked_inside": counts.asked_inside, "would_inside": counts.would_inside}
        values |= {"revision": idea.revision, "due": due(candidate), "offered": offered}
        self.update_or_create(idea=idea, defaults=values)

    def rest(self, idea_id: int) -> None:
        self.filter(idea=idea_id).update(rests_until=timezone.now() + RESTS)


def seen_elsewhere(person: User) -> tuple[QuerySet[Any, Any], ...]:
    """Rows whose `idea` this person can no longer glance at."""
    comments = Comment.objects.filter(author=person)
    backings = Backing.objects.by(person)  # includes withdrawn votes; new ones are noted within seconds
    return Opening.objects.filter(person=person), Vote.objects.of(person), backings, comments


def machines_of(idea_id: int) -> float:
    """`machines_factor` of this idea's recorded answers, with the floor of works that strangers' examples can give it:
    an idea that waits for these needs eyes as well."""
    answers = Answer.objects.filter(idea=idea_id, question__in=MACHINES, state=AnswerState.KNOWN)
    known = [(each.lower, WORKS_FLOOR if each.question == Question.WORKS else each.floor) for each in answers]
    return machines_factor(known) if len(known) == len(MACHINES) else UNLIKELY


class GlanceStats(models.Model):
    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="glance_stats")
    revision = models.PositiveIntegerField(help_text="The idea's revision that is counted.")
    n = models.FloatField(default=0.0)
    right = models.FloatField(default=0.0)
    asked = models.FloatField(default=0.0)
    would = models.FloatField(default=0.0)
    none_known = models.FloatField(default=0.0)
    asked_inside = models.FloatField(default=0.0, db_default=0.0, help_text="Of `asked`, those whom it is for.")
    would_inside = models.FloatField(default=0.0, db_default=0.0)
    machines = models.FloatField(default=UNLIKELY, help_text="How far machine answers let people's answers count.")
    due = models.FloatField(default=0.0, help_text="How much is still to learn; at least 1 while short of glances.")
    offered = models.BooleanField(default=False, help_text="Published, and its present text has a vector.")
    rests_until = models.DateTimeField(null=True, blank=True)

    objects = GlanceStatsQuerySet.as_manager()

    class Meta:
        db_table = "panel_standing"
        indexes = [models.Index(fields=["-due", "idea"], name="standing_due", condition=Q(offered=True))]


class RecountMark(models.Model):
    """People's answers about this idea may be out of date."""

    # No foreign key: appending must take no lock on the idea's row.
    idea_id = models.BigIntegerField(db_index=True)

    objects = MarkQuerySet.as_manager()
