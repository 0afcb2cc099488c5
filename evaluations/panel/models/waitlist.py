"""Waitlists: people who want a mail when an idea exists. Addresses are shown to nobody; only their number is public.

asked for -> confirmed, by the link in the one mail -> left (the row is gone)
    |_________________________________________________ forgotten after a week
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ideas.models import Idea
from marketplace.accounts.models import User

FORGOTTEN = timedelta(days=7)  # after which unconfirmed addresses and notes of mails are deleted
CONFIRM, LEAVE = "evaluations.panel.waiting.confirm", "evaluations.panel.waiting.leave"  # one link cannot do the other
UNDECIDED = ~Q(to="")


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def confirmed(self) -> "WaitingQuerySet":
        """Those that count: anybody may have typed the other addresses. A suspended person does not wait."""
        return self.filter(Q(person=None) | Q(person__is_active=True, person__suspended=None), confirmed__isnull=False)

    def reachable(self) -> "WaitingQuerySet":
        """Those that are told and counted for readers: not those of people who have left."""
        return self.confirmed().exclude(address="")

    def for_idea(self, idea: Idea) -> "WaitingQuerySet":
        return self.filter(idea=idea)

    def at(self, address: str) -> "WaitingQuerySet":
        return self.filter(address=normal(address))

    def of(self, person: User) -> "WaitingQuerySet":
        """This person's, under their account or their present address."""
        mine = Q(person=person)
        return self.filter(mine | Q(address=normal(person.email))) if person.confirmed else self.filter(mine)

    def forgettable(self) -> "WaitingQuerySet":
        return self.filter(confirmed=None, asked__lt=timezone.now() - FORGOTTEN)


class Waiting(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="waiting")
    address = models.EmailField(
        blank=True, help_text="In lower case; never public. Blank: the person has left, and what they said counts on."
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", "address", name="waiting_once", condition=~Q(address="")),
            models.CheckConstraint(name="waiting_is_somebody", condition=~Q(address="") | Q(person__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["person", "idea"], name="waiting_person", condition=Q(person__isnull=False)),
            models.Index(fields=["asked"], name="waiting_unconfirmed", condition=Q(confirmed__isnull=True)),
        ]

    def token(self, salt: str) -> str:
        """For a link in a mail to this address."""
        return signing.dumps(self.pk, salt=salt)


class ConfirmationMailQuerySet(models.QuerySet["ConfirmationMail"]):
    def to_address(self, address_hash: str) -> "ConfirmationMailQuerySet":
        """Those for which a mail was sent."""
        return self.filter(address=address_hash, mailed__isnull=False)

    def about(self, idea: Idea) -> "ConfirmationMailQuerySet":
        return self.filter(idea=idea)

    def mailed_since(self, moment: datetime) -> "ConfirmationMailQuerySet":
        return self.filter(mailed__gt=moment)

    def asked_from(self, network_hash: str, age: timedelta) -> "ConfirmationMailQuerySet":
        return self.filter(network=network_hash, asked__gt=timezone.now() - age)

    def due(self, now: datetime, limit: int) -> list["ConfirmationMail"]:
        """Those to decide now: those never tried first, then by the time of their next try."""
        due = self.filter(UNDECIDED, Q(next_try__isnull=True) | Q(next_try__lte=now)).select_related("idea")
        return list(due.order_by(F("next_try").asc(nulls_first=True), "pk")[:limit])

    def take(self, note: "ConfirmationMail") -> bool:
        """Take this note and delete its address; False where another worker has taken or tried it meanwhile."""
        return bool(self.filter(UNDECIDED, pk=note.pk, attempts=note.attempts).update(to=""))

    def forgettable(self) -> "ConfirmationMailQuerySet":
        return self.filter(asked__lt=timezone.now() - FORGOTTEN)


class ConfirmationMail(models.Model):
    """A note that somebody typed an address, and whether a mail was sent, so that nobody gets many.

    asked -> a worker decides -> mailed; or not, because the address is on the list or had its mails
                |_____________ refused by the mail server: decided again after `next_try`, and given up in the end
    """

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="+")
    address = models.CharField(max_length=64, help_text="A keyed hash.")
    network = models.CharField(max_length=64, help_text="A keyed hash of where it was asked for.")
    asked = models.DateTimeField(default=timezone.now)
    to = models.EmailField(blank=True, help_text="The address, until it is decided whether a mail goes there.")
    mailed = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often the mail server refused it.")
    next_try = models.DateTimeField(null=True, blank=True, help_text="Not before; null: at once.")

    objects = ConfirmationMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "idea", "address", name="confirmation_mailed_once", condition=Q(mailed__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["address", "mailed"], name="confirmation_address"),
            models.Index(fields=["network", "asked"], name="confirmation_network"),
            models.Index(fields=["next_try", "id"], name="confirmation_due", condition=UNDECIDED),
        ]


def normal(address: str) -> str:
    return address.strip().lower()
