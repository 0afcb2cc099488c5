"""Events of Moments, and the mails about them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

ADDRESS_KEPT = timedelta(days=30)  # after a mail was sent or given up
WAITS = Q(sent__isnull=True, given_up__isnull=True)


class EventKind(models.TextChoices):
    CERTIFIED = "certified", "became a Moment"
    LOST = "lost", "is no Moment any more"


class MomentEventQuerySet(models.QuerySet["MomentEvent"]):
    def newest(self, limit: int) -> list["MomentEvent"]:
        """Of published ideas, with all that a feed shows; the newest first."""
        shown = self.filter(certificate__idea__published__isnull=False).order_by("-pk")
        shown = shown.select_related("certificate__idea__author")
        return list(shown.prefetch_related("certificate__idea__taggings__tag", "certificate__idea__answers")[:limit])


class MomentEvent(models.Model):
    certificate = models.ForeignKey("moments.Certificate", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind)
    happened = models.DateTimeField()

    objects = MomentEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("certificate", "kind", name="moment_event_once")]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime, limit: int) -> list["Notice"]:
        """Those to send now: those never tried first, then by the time of their next try."""
        due = self.filter(WAITS, Q(next_try__isnull=True) | Q(next_try__lte=now))
        due = due.select_related("event__certificate__idea__author")
        return list(due.order_by(F("next_try").asc(nulls_first=True), "pk")[:limit])

    def forget_settled(self, now: datetime) -> int:
        """Delete notes of mails that were sent or given up long ago, with their addresses; how many they were."""
        old = now - ADDRESS_KEPT
        return self.filter(Q(sent__lt=old) | Q(given_up__lt=old)).delete()[0]

    def take(self, notice: "Notice", now: datetime) -> bool:
        """Mark it as sent; False where another worker has taken or tried it meanwhile."""
        untouched = self.filter(WAITS, pk=notice.pk, attempts=notice.attempts)
        return bool(untouched.update(sent=now))


class Notice(models.Model):
    """One mail about one event to one address. Written with the event, sent later, once.

    waits -> sent
      |_____ refused: waits until `next_try`, each time for longer; in the end given up, and kept in that state
    """

    event = models.ForeignKey(MomentEvent, models.CASCADE, related_name="notices")
    address = models.EmailField()
    sent = models.DateTimeField(null=True, blank=True, help_text="When a worker took it to send it.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often the mail server refused it.")
    next_try = models.DateTimeField(null=True, blank=True, help_text="Not before; null: at once.")
    given_up = models.DateTimeField(null=True, blank=True, help_text="When it was refused for the last time.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("event", "address", name="notice_once"),
            models.CheckConstraint(name="notice_sent_or_given_up", condition=Q(sent=None) | Q(given_up=None)),
        ]
        indexes = [models.Index(fields=["next_try", "id"], name="notice_unsent", condition=WAITS)]
