"""A proposal: a visitor of the demo says what the answer should be. The idea's author accepts or declines it."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from ideas.models import Idea
from marketplace.accounts.models import User


class ProposalState(models.TextChoices):
    PENDING = "pending", "waiting for the author"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def pending(self) -> "ProposalQuerySet":
        return self.filter(state=ProposalState.PENDING).order_by("pk")

    def for_idea(self, idea: Idea) -> "ProposalQuerySet":
        return self.filter(idea=idea).select_related("author")

    def among(self, keys: Collection[int]) -> "ProposalQuerySet":
        return self.filter(pk__in=keys)

    def by(self, person: User) -> "ProposalQuerySet":
        return self.filter(author=person)

    def decide(self, state: ProposalState, person: User, moment: datetime) -> int:
        """Only what is still pending can be decided."""
        return self.filter(state=ProposalState.PENDING).update(state=state, decided_by=person, decided=moment)


class Proposal(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    input = models.TextField()
    expected = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PENDING)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "idea", MD5("input"), name="proposal_once_while_pending", condition=Q(state="pending")
            ),
            models.CheckConstraint(
                name="proposal_decided_says_when",
                condition=Q(state="pending", decided__isnull=True) | (~Q(state="pending") & Q(decided__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["author", "created"], name="proposal_author")]
