"""What happened to a Moment, and who is told of it by mail."""

from django.db import models
from django.db.models import Q


class EventKind(models.TextChoices):
    CERTIFIED = "certified", "became a Moment"
    LOST = "lost", "is no Moment any more"


class MomentEventQuerySet(models.QuerySet["MomentEvent"]):
    def newest(self, most: int) -> list["MomentEvent"]:
        """Of published ideas, with all that a feed tells of them; the newest first."""
        shown = self.filter(certificate__idea__published__isnull=False).order_by("-pk")
        shown = shown.select_related("certificate__idea__author")
        return list(shown.prefetch_related("certificate__idea__taggings__tag", "certificate__idea__answers")[:most])


class MomentEvent(models.Model):
    certificate = models.ForeignKey("moments.Certificate", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind)
    happened = models.DateTimeField()

    objects = MomentEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("certificate", "kind", name="moment_event_once")]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unsent(self, most: int) -> list["Notice"]:
        waiting = self.filter(sent__isnull=True).select_related("event__certificate__idea")
        return list(waiting.order_by("pk")[:most])


class Notice(models.Model):
    """One mail about one event to one address. Written with the event; sent after, once."""

    event = models.ForeignKey(MomentEvent, models.CASCADE, related_name="notices")
    address = models.EmailField()
    sent = models.DateTimeField(null=True, blank=True, help_text="When a worker took it to send it.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("event", "address", name="notice_once")]
        indexes = [models.Index(fields=["id"], name="notice_unsent", condition=Q(sent__isnull=True))]
