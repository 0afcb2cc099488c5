"""A group that somebody invites by a link to glance at a few ideas: a class, a meet-up, a trade body.

What it says is kept with it and shown as the group's. It counts in none of the answers that everybody gives: whoever
holds the link has as many browsers as they like, so nobody knows how many people a panel is."""

import secrets
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ideas.models import Idea
from marketplace.accounts.models import User, good_standing

NAME, WHOM = 80, 200  # characters
MIN_SIZE, MAX_SIZE = 2, 200  # seats
MAX_IDEAS = 10  # that one seat is dealt, and that the form lets an author choose
USUAL, LONGEST = timedelta(days=14), timedelta(days=60)


def new_token() -> str:
    """128 bits at random: nobody guesses a link."""
    return secrets.token_urlsafe(16)


Row = TypeVar("Row", bound=models.Model)


class OutsidePanels(models.Manager[Row]):
    """Of cards and glances: those of the game that everybody plays. What is said in a panel is in `everything` only, so
    that nothing counts it by mistake."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(panel__isnull=True)


class InvitedPanelQuerySet(models.QuerySet["InvitedPanel"]):
    def by(self, person: User) -> "InvitedPanelQuerySet":
        return self.filter(maker=person)

    def open(self) -> "InvitedPanelQuerySet":
        return self.filter(closed__isnull=True, hidden__isnull=True, ends__gt=timezone.now())

    def of_good_makers(self) -> "InvitedPanelQuerySet":
        """Those of people whose account is neither closed, flagged nor suspended."""
        return self.filter(good_standing("maker"))

    def newest(self) -> "InvitedPanelQuerySet":
        return self.order_by("-pk")


class InvitedPanel(models.Model):
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="invited_panels")
    name = models.CharField(max_length=NAME)
    whom = models.CharField(max_length=WHOM, blank=True, help_text="Who they are, in a line.")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    size = models.PositiveSmallIntegerField(help_text="Players who may take part.")
    of_all_ideas = models.BooleanField(default=False, help_text="Of every idea of the site; only staff make these.")
    ideas = models.ManyToManyField(Idea, blank=True, related_name="invited_panels")
    created = models.DateTimeField(default=timezone.now)
    ends = models.DateTimeField()
    closed = models.DateTimeField(null=True, blank=True)
    hidden = models.DateTimeField(null=True, blank=True, help_text="By a moderator: nobody is asked, nothing is shown.")

    objects = InvitedPanelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="invited_panel_size", condition=Q(size__gte=MIN_SIZE, size__lte=MAX_SIZE)),
            models.CheckConstraint(
                name="invited_panel_ends", condition=Q(ends__gt=F("created"), ends__lte=F("created") + LONGEST)
            ),
            models.CheckConstraint(name="invited_panel_has_a_name", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["maker", "-id"], name="invited_panel_maker")]

    def get_absolute_url(self) -> str:
        """The page of its maker. The link for those invited is `invitation`."""
        return reverse("panel", args=[self.pk])

    @property
    def invitation(self) -> str:
        return reverse("panel-seat", args=[self.token])

    @property
    def is_open(self) -> bool:
        return self.closed is None and self.hidden is None and timezone.now() < self.ends
