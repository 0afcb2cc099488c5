"""Reports that an idea, a comment or a claim should not be here, and the decisions of moderators.

Claims belong to `evaluations.panel`; this module knows only the name of their model."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Min, Q, QuerySet

from marketplace.accounts.models import User

from .comment import Comment
from .idea import Idea
from .state import IdeaState


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


class TargetKey(NamedTuple):
    """A reported thing: how many open reports there are about it, the first of them, and which thing it is."""

    n: int
    first: int
    idea: int | None
    comment: int | None
    claim: int | None

    @property
    def kind(self) -> str:
        return "idea" if self.idea else "comment" if self.comment else "claim"

    @property
    def pk(self) -> int:
        return self.idea or self.comment or self.claim or 0  # report_has_one_target


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

    def most_reported(self, after: tuple[int, int] | None = None) -> "QuerySet[Any, Any]":
        """The things that these reports are about, the most reported first, then the one reported first. `after`: the
        number of reports and the first report of the last thing shown."""
        targets = self.order_by().values("idea", "comment", "claim").annotate(n=Count("pk"), first=Min("pk"))
        if after:
            targets = targets.filter(Q(n__lt=after[0]) | Q(n=after[0], first__gt=after[1]))
        columns = ("n", "first", "idea", "comment", "claim")
        return targets.order_by("-n", "first").values_list(*columns)

    def about_any_of(self, keys: Sequence[TargetKey]) -> "ReportQuerySet":
        chosen = {kind: [key.pk for key in keys if key.kind == kind] for kind in ("idea", "comment", "claim")}
        return self.filter(Q(*((f"{kind}__in", pks) for kind, pks in chosen.items()), _connector=Q.OR))

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
    def kind(self) -> str:
        return "idea" if self.idea_id else "comment" if self.comment_id else "claim"

    @property
    def thing(self) -> Any:
        """What is reported, a claim too."""
        return self.claim or self.target

    @property
    def target(self) -> Idea | Comment:
        """The reported idea or comment. Not for reports of claims."""
        target = self.comment or self.idea
        assert target is not None  # report_has_one_target
        return target
