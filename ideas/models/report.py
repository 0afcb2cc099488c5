"""Reports that an idea, a comment or a claim should not be here, and the decisions of moderators.

Claims belong to `evaluations.panel`; this module knows only the name of their model."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User

from .comment import Comment
from .idea import Idea, IdeaState


class Reason(models.TextChoices):
    SPAM = "spam", "Spam or advertising"
    ABUSE = "abuse", "Abuse or harassment"
    HARM = "harm", "Dangerous or unlawful"
    PERSONAL = "personal", "Personal data of others"
    OTHER = "other", "Something else"


class Decision(models.TextChoices):
    OPEN = "open"
    HIDDEN = "hidden"
    KEPT = "kept"


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(decision=Decision.OPEN).order_by("id")

    def decided(self) -> "ReportQuerySet":
        """Without those about erased ideas, of which there is nothing left to show."""
        return self.exclude(decision=Decision.OPEN).exclude(idea__state=IdeaState.ERASED).order_by("-decided", "-id")

    def hidden(self) -> "ReportQuerySet":
        return self.filter(decision=Decision.HIDDEN)

    def by(self, reporter: User) -> "ReportQuerySet":
        return self.filter(reporter=reporter)

    def about(self, **target: Any) -> "ReportQuerySet":
        """About the idea, the comment or the claim in the column of that name."""
        return self.filter(**target)

    def with_targets(self) -> "ReportQuerySet":
        targets = ("idea__author", "comment__idea", "comment__author", "claim__idea", "claim__person")
        return self.select_related(*targets, "reporter")


class Report(models.Model):
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, blank=True, related_name="reports")
    comment = models.ForeignKey("ideas.Comment", models.CASCADE, null=True, blank=True, related_name="reports")
    claim = models.ForeignKey("panel.Claim", models.CASCADE, null=True, blank=True, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason)
    details = models.CharField(max_length=1_000, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_has_one_target",
                condition=Q(idea__isnull=False, comment=None, claim=None)
                | Q(idea=None, comment__isnull=False, claim=None)
                | Q(idea=None, comment=None, claim__isnull=False),
            ),
            models.UniqueConstraint("reporter", "idea", name="report_idea_once", condition=Q(decision="open")),
            models.UniqueConstraint("reporter", "comment", name="report_comment_once", condition=Q(decision="open")),
            models.UniqueConstraint("reporter", "claim", name="report_claim_once", condition=Q(decision="open")),
        ]
        indexes = [models.Index(fields=["id"], name="report_open", condition=Q(decision="open"))]

    @property
    def target(self) -> Idea | Comment:
        """The reported idea or comment. Not for reports of claims."""
        target = self.comment or self.idea
        assert target is not None  # report_has_one_target
        return target
