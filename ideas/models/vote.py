"""Votes: one row per person and idea. The counters on the idea are a copy that the tally keeps.

Withdrawing a vote deletes its row. The record that somebody backed the idea (`Backing`) stays. When a person leaves,
all their votes go, and the backings say which of them ranked: other scouts' credit must not change with that."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from marketplace.accounts.models import User, bad_standing

from .idea import Idea

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class VoteQuerySet(models.QuerySet["Vote"]):
    def of(self, person: User) -> "VoteQuerySet":
        return self.filter(person=person)

    def for_published_ideas(self) -> "VoteQuerySet":
        return self.filter(idea__published__isnull=False)

    def among(self, person: "User | AnonymousUser", ideas: Iterable[Idea]) -> set[int]:
        """The ids of the given ideas that this person voted for."""
        if not isinstance(person, User):
            return set()
        return set(self.of(person).filter(idea__in=ideas).values_list("idea_id", flat=True))

    def that_should_rank(self) -> "VoteQuerySet":
        """Votes that do not rank yet, of people whose votes rank now."""
        return self.filter(ranks=False, person__in=User.objects.whose_votes_rank())

    def that_should_not_rank(self) -> "VoteQuerySet":
        return self.filter(bad_standing("person"), ranks=True)

    def that_should_count(self) -> "VoteQuerySet":
        return self.filter(counts=False, person__suspended__isnull=True)

    def that_should_not_count(self) -> "VoteQuerySet":
        return self.filter(counts=True, person__suspended__isnull=False)

    def counted(self) -> "VoteQuerySet":
        return self.filter(counts=True)


class Vote(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="votes")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="vote_rows")
    counts = models.BooleanField(default=True, db_default=True, help_text="False while its person is suspended.")
    ranks = models.BooleanField(help_text="Decided when cast, and when the standing or the age of the account changes.")
    created = models.DateTimeField(auto_now_add=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("person", "idea", name="vote_once"),
            models.CheckConstraint(name="vote_ranks_if_it_counts", condition=Q(counts=True) | Q(ranks=False)),
        ]
        indexes = [
            models.Index(fields=["idea", "ranks", "counts"], name="vote_tally"),
            models.Index(fields=["person", "-id"], name="vote_person"),
            models.Index(fields=["person"], name="vote_not_ranked", condition=Q(ranks=False)),
        ]


class BackingQuerySet(models.QuerySet["Backing"]):
    def by(self, person: User) -> "BackingQuerySet":
        return self.filter(person=person)

    def that_rank(self) -> "BackingQuerySet":
        """Backings whose vote still exists and ranks, or did when its person left, or would without a suspension."""
        suspended = Q(counts=False, person__confirmed__isnull=False)
        votes = Vote.objects.filter(Q(ranks=True) | suspended, person=OuterRef("person"), idea=OuterRef("idea"))
        return self.filter(Exists(votes) | Q(ranked_on_leaving=True))


class Backing(models.Model):
    """A person voted for an idea, first at this time. The tally writes it. It stays when the vote is withdrawn: a track
    record from which one can remove failures proves nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="backings")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="backings")
    first = models.DateTimeField(default=timezone.now)
    ranked_on_leaving = models.BooleanField(
        default=False, db_default=False, help_text="Its person has left, and the vote that went ranked until then."
    )

    objects = BackingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("person", "idea", name="backing_once")]
