"""An idea that clears, and one that has cleared for a day. Both are rows, and no idea has two of either."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q

from ideas.models import Idea
from ideas.questions import QUESTIONS


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def ripe(self, since: datetime) -> "CandidacyQuerySet":
        """Those that have cleared since then or longer, and that no claim holds up."""
        return self.filter(since__lte=since, claimed__isnull=True)


class Candidacy(models.Model):
    """All five answers clear, of this text, and have done so without a break since then.

    While it is `claimed`, its day stands still, and afterwards `since` is later by as long as that was."""

    idea = models.OneToOneField("ideas.Idea", models.CASCADE, primary_key=True, related_name="candidacy")
    revision = models.PositiveIntegerField()
    since = models.DateTimeField()
    claimed = models.DateTimeField(
        null=True, blank=True, help_text="Since when an upheld claim stands that a frontier lab has it."
    )

    objects = CandidacyQuerySet.as_manager()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> "CertificateQuerySet":
        return self.filter(ended__isnull=True)

    def doubted_since(self, moment: datetime) -> "CertificateQuerySet":
        """Those that stand although they have been in doubt since then, for either reason."""
        return self.standing().filter(Q(doubted__lte=moment) | Q(claimed__lte=moment))

    def unpaid(self) -> list[int]:
        """Those whose scouts have no credit yet, the earliest first."""
        return list(self.filter(credited__isnull=True).order_by("certified").values_list("pk", flat=True))

    def end_before(self, certificate: "Certificate") -> datetime | None:
        """When the idea's certificate before this one ended, if it had one."""
        before = self.filter(idea=certificate.idea_id, pk__lt=certificate.pk).order_by("-pk")
        return before.values_list("ended", flat=True).first()

    def standing_at_or_after(self, idea: OuterRef, moment: OuterRef) -> "CertificateQuerySet":
        """For a subquery."""
        return self.filter(Q(ended__isnull=True) | Q(ended__gt=moment), idea=idea)

    def of(self, idea: Idea) -> "CertificateQuerySet":
        return self.filter(idea=idea).order_by("-pk")

    def public(self) -> "CertificateQuerySet":
        """Of ideas that everybody can see, the latest first."""
        return self.filter(idea__published__isnull=False).order_by("-pk")

    def lately_lost(self, most: int) -> list["Certificate"]:
        """Of ideas that everybody can see and that are no Moment again, the latest loss first."""
        lost = self.filter(ended__isnull=False, idea__published__isnull=False, idea__moment_since__isnull=True)
        return list(lost.select_related("idea").defer("idea__vector", "idea__search").order_by("-ended")[:most])

    def in_state(self, state: str) -> "CertificateQuerySet":
        """Those that are `standing`, have `ended`, or `all`."""
        return self if state == "all" else self.filter(ended__isnull=state == "standing")

    def before(self, pk: int) -> "CertificateQuerySet":
        return self.filter(pk__lt=pk)


class Certificate(models.Model):
    """The idea was a Moment from `certified` to `ended`, on the evidence of that time."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="certificates")
    revision = models.PositiveIntegerField()
    certified = models.DateTimeField()
    score = models.FloatField()
    evidence = models.JSONField(help_text="The five answers when it was certified, by question.")
    best_run = models.ForeignKey("prototypes.Run", models.SET_NULL, null=True, blank=True, related_name="+")
    doubted = models.DateTimeField(null=True, blank=True, help_text="Since when not all five are known to clear.")
    claimed = models.DateTimeField(
        null=True, blank=True, help_text="Since when an upheld claim stands that a frontier lab has it."
    )
    ended = models.DateTimeField(null=True, blank=True)
    why_ended = models.CharField(max_length=200, blank=True)
    credited = models.DateTimeField(null=True, blank=True, help_text="When its scouts got their credit.")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", name="certified_once_at_a_time", condition=Q(ended__isnull=True)),
            models.CheckConstraint(
                name="certificate_ends_for_a_reason",
                condition=Q(ended__isnull=True, why_ended="")
                | (Q(ended__gte=models.F("certified")) & ~Q(why_ended="")),
            ),
        ]
        indexes = [
            models.Index(fields=["credited"], name="certificate_unpaid", condition=Q(credited__isnull=True)),
            models.Index(fields=["-ended"], name="certificate_lost", condition=Q(ended__isnull=False)),
        ]

    @property
    def in_order(self) -> list[tuple[str, dict[str, Any]]]:
        """The evidence of that time, in the order of the questions."""
        return [(question, self.evidence[question]) for question in QUESTIONS if question in self.evidence]
