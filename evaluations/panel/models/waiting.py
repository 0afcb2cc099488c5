"""Who wants to be told when an idea exists. Addresses are seen by nobody; only how many there are is public.

asked for -> confirmed, by the link in the one mail -> left (the row is gone)
    |_________________________________________________ forgotten after a week
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ideas.models import Idea
from marketplace.accounts.models import User

FORGOTTEN = timedelta(days=7)  # what nobody confirmed, and that a mail was sent
CONFIRM, LEAVE = "evaluations.panel.waiting.confirm", "evaluations.panel.waiting.leave"  # one link cannot do the other


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def confirmed(self) -> "WaitingQuerySet":
        """Those that count: the others are addresses which anybody may have typed."""
        return self.filter(Q(person=None) | Q(person__is_active=True), confirmed__isnull=False)

    def for_idea(self, idea: Idea) -> "WaitingQuerySet":
        return self.filter(idea=idea)

    def at(self, address: str) -> "WaitingQuerySet":
        return self.filter(address=normal(address))

    def of(self, person: User) -> "WaitingQuerySet":
        """Theirs, under their account or their present address."""
        mine = Q(person=person)
        return self.filter(mine | Q(address=normal(person.email))) if person.confirmed else self.filter(mine)

    def forgettable(self) -> "WaitingQuerySet":
        return self.filter(confirmed=None, asked__lt=timezone.now() - FORGOTTEN)


class Waiting(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="waiting")
    address = models.EmailField(help_text="In small letters; never public.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("idea", "address", name="waiting_once")]
        indexes = [
            models.Index(fields=["person", "idea"], name="waiting_person", condition=Q(person__isnull=False)),
            models.Index(fields=["asked"], name="waiting_unconfirmed", condition=Q(confirmed__isnull=True)),
        ]

    def token(self, salt: str) -> str:
        """For a link in a mail to this address."""
        return signing.dumps(self.pk, salt=salt)


class ConfirmationMailQuerySet(models.QuerySet["ConfirmationMail"]):
    def to(self, address_hash: str) -> "ConfirmationMailQuerySet":
        return self.filter(address=address_hash)

    def asked_from(self, network_hash: str) -> "ConfirmationMailQuerySet":
        return self.filter(network=network_hash)

    def since(self, age: timedelta) -> "ConfirmationMailQuerySet":
        return self.filter(sent__gt=timezone.now() - age)

    def forgettable(self) -> "ConfirmationMailQuerySet":
        return self.filter(sent__lt=timezone.now() - FORGOTTEN)


class ConfirmationMail(models.Model):
    """That a mail was sent, so that nobody is sent many. It outlives the row of whoever left or never asked."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="+")
    address = models.CharField(max_length=64, help_text="A keyed hash.")
    network = models.CharField(max_length=64, help_text="A keyed hash of where it was asked for.")
    sent = models.DateTimeField(default=timezone.now)

    objects = ConfirmationMailQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("idea", "address", name="confirmation_mail_once")]
        indexes = [
            models.Index(fields=["address", "sent"], name="confirmation_address"),
            models.Index(fields=["network", "sent"], name="confirmation_network"),
        ]


def normal(address: str) -> str:
    return address.strip().lower()
