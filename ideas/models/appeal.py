"""Appeals: the person concerned asks that an act of a moderator be undone, once for each act.

open -> granted (the act is undone by another) or refused; both with an answer"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .act import MAX_NOTE


class AppealState(models.TextChoices):
    OPEN = "open", "waits for a moderator"
    GRANTED = "granted", "granted"
    REFUSED = "refused", "refused"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> "AppealQuerySet":
        return self.filter(state=AppealState.OPEN)

    def whole(self) -> "AppealQuerySet":
        """With what a moderator reads; the oldest first."""
        things = ("idea", "comment__idea", "claim__idea", "stance__claim__idea", "panel")
        return self.select_related("act__person", "act__moderator", *(f"act__{each}" for each in things)).order_by("pk")


class Appeal(models.Model):
    act = models.OneToOneField("ideas.ModerationAct", models.CASCADE, related_name="appeal")
    text = models.TextField(max_length=MAX_NOTE)
    created = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.OPEN)
    decided = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=MAX_NOTE, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="appeal_decided", condition=Q(state="open") ^ ~Q(decided=None)),
            models.CheckConstraint(name="appeal_says_something", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["id"], name="appeal_open", condition=Q(state="open"))]
