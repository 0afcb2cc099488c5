"""Reports: somebody says that an idea or a comment should not be here, and a moderator decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User

from .comment import Comment
from .idea import Idea


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
        return self.exclude(decision=Decision.OPEN).order_by("-decided", "-id")

    def hidden(self) -> "ReportQuerySet":
        return self.filter(decision=Decision.HIDDEN)

    def by(self, reporter: User) -> "ReportQuerySet":
        return self.filter(reporter=reporter)

    def about(self, target: Idea | Comment) -> "ReportQuerySet":
        return self.filter(comment=target) if isinstance(target, Comment) else self.filter(idea=target)

    def with_targets(self) -> "ReportQuerySet":
        return self.select_related("idea", "comment__idea", "comment__author", "reporter", "idea__author")


class Report(models.Model):
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, blank=True, related_name="reports")
    comment = models.ForeignKey("ideas.Comment", models.CASCADE, null=True, blank=True, related_name="reports")
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
                name="report_has_one_target", condition=Q(idea__isnull=True) ^ Q(comment__isnull=True)
            ),
            models.UniqueConstraint("reporter", "idea", name="report_idea_once", condition=Q(decision="open")),
            models.UniqueConstraint("reporter", "comment", name="report_comment_once", condition=Q(decision="open")),
        ]
        indexes = [models.Index(fields=["id"], name="report_open", condition=Q(decision="open"))]

    @property
    def target(self) -> Idea | Comment:
        """What was reported."""
        target = self.comment or self.idea
        assert target is not None  # report_has_one_target
        return target
