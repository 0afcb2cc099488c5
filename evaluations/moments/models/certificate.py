"""Candidacies of ideas that clear, and certificates of those that cleared for a day. No idea has two of either at
once."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least

from evaluations.moments.score import A_DAY
from evaluations.panel.models import Claim
from ideas.models import Idea
from ideas.questions import QUESTIONS


class CandidacyTimes(NamedTuple):
    since: datetime
    claimed: datetime | None
    certified_from: datetime


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def timed(self) -> "CandidacyQuerySet":
        """With `certified_from`, when each becomes a Moment if nothing changes: after A_DAY, and not before the latest
        claim that a frontier lab has it is A_DAY old. However many claims there are, and however often one is made
        again, they delay it by at most A_DAY."""
        latest = Claim.objects.latest_of_frontier(OuterRef("idea")).values("created")
        a_day_after = F("since") + Value(A_DAY)
        looked_at = Least(Coalesce(Subquery(latest), F("since")) + Value(A_DAY), a_day_after + Value(A_DAY))
        return self.annotate(certified_from=Greatest(a_day_after, looked_at, output_field=models.DateTimeField()))

    def times_of(self, idea: Idea) -> CandidacyTimes | None:
        """None if it is no candidate."""
        columns = list(CandidacyTimes._fields)
        row = self.timed().filter(idea=idea).values_list(*columns).first()
        return CandidacyTimes(*row) if row else None

    def ripe(self, now: datetime) -> "CandidacyQuerySet":
        """Those whose time has come, and that are not claimed."""
        return self.timed().filter(Q(certified_from__lte=now, claimed=None))


class Candidacy(models.Model):
    """All five answers clear for this text, without a break since then.

    While a claim is upheld it is `claimed` and its clock stops; afterwards `since` is moved by that duration."""

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
        """Current ones that have been in doubt since then, for either reason."""
        return self.standing().filter(Q(doubted__lte=moment) | Q(claimed__lte=moment))

    def unpaid(self) -> list[int]:
        """Those whose scouts have no credit yet, the earliest first."""
        return list(self.filter(credited__isnull=True).order_by("certified").values_list("pk", flat=True))

    def end_before(self, certificate: "Certificate") -> datetime | None:
        """When the idea's certificate before this one ended, if it had one."""
        before = self.filter(idea=certificate.idea_id, pk__lt=certificate.pk).order_by("-pk")
        return before.values_list("ended", flat=True).first()

    def standing_at_or_after(self, idea: OuterRef, moment: OuterRef) -> "CertificateQuerySet":
        """For a subquery: those that had not ended at that moment."""
        return self.filter(Q(ended__isnull=True) | Q(ended__gt=moment), idea=idea)

    def of(self, idea: Idea) -> "CertificateQuerySet":
        return self.filter(idea=idea).order_by("-pk")

    def public(self) -> "CertificateQuerySet":
        """Of public ideas, the latest first."""
        return self.filter(idea__published__isnull=False).order_by("-pk")

    def lately_lost(self, limit: int) -> list["Certificate"]:
        """Of public ideas that have not become a Moment again, the latest loss first."""
        lost = self.filter(ended__isnull=False, idea__published__isnull=False, idea__moment_since__isnull=True)
        return list(lost.select_related("idea").order_by("-ended")[:limit])

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
        """The stored evidence, in the order of the questions."""
        return [(question, self.evidence[question]) for question in QUESTIONS if question in self.evidence]
