"""Suspensions: while one is open, its person may read only, and nothing of theirs counts. A ban is one without an end.

`User.suspended` is a copy for the queries that count; the verbs of `evaluations.panel` keep both."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def open(self) -> "SuspensionQuerySet":
        return self.filter(ended__isnull=True)

    def due(self, now: datetime) -> "SuspensionQuerySet":
        """Those whose term is over."""
        return self.open().filter(until__lte=now)

    def of(self, person: User) -> "Suspension | None":
        """The open one, with the act that began it; None without."""
        return self.open().filter(person=person).select_related("act").first()


class Suspension(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="suspensions")
    act = models.OneToOneField("ideas.ModerationAct", models.PROTECT, related_name="suspension")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="Null: without an end, a ban.")
    ended = models.DateTimeField(null=True, blank=True, help_text="When it was lifted, or ended by itself.")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("person", name="suspended_once", condition=Q(ended=None)),
            models.CheckConstraint(name="suspension_ends_later", condition=Q(until=None) | Q(until__gt=F("since"))),
        ]
        indexes = [models.Index(fields=["until"], name="suspension_due", condition=Q(ended=None))]
