"""Players of the glance game, and the pages that they have opened. A player is a person, or somebody known only by
their session; the same columns identify both in every row."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from ideas.models import Idea
from marketplace.accounts.models import User

ONE_PLAYER = Q(person__isnull=False, session="") | (Q(person__isnull=True) & ~Q(session=""))
SIGNED_OUT = Q(person__isnull=True)


@dataclass(frozen=True, slots=True)
class Player:
    """`session`: the secret of the session, "" where there is none; `network`: where the request came from.

    `opened`: ideas whose pages were opened in this browser."""

    person: User | None
    session: str
    network: str
    opened: frozenset[int] = frozenset()

    @property
    def session_hash(self) -> str:
        """The session as a hash that only this site can make: nobody who reads the rows can play on as this player."""
        return keyed_hash(f"session {self.session}") if self.session else ""

    @property
    def address(self) -> str:
        """The network as a hash, so that no row says where anybody was."""
        return keyed_hash(f"network {self.network}")

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of this player's rows."""
        return {"person": self.person, "session": "" if self.person else self.session_hash}

    @property
    def rows(self) -> Q:
        """This player's rows; for a person also those from before they signed in."""
        earlier = Q(person=None, session=self.session_hash)
        if self.person is None:
            return earlier
        return Q(person=self.person) | earlier if self.session else Q(person=self.person)

    @property
    def name(self) -> str:
        """For a lock: a person has one everywhere, strangers in one network share one."""
        return f"glance {self.person.pk}" if self.person else f"glance from {self.address}"


def keyed_hash(secret: str) -> str:
    return salted_hmac("evaluations.panel", secret, algorithm="sha256").hexdigest()


class OpeningQuerySet(models.QuerySet["Opening"]):
    def note(self, person: User, idea: Idea) -> None:
        """One statement; repeating it adds no second row."""
        self.bulk_create([Opening(person=person, idea=idea)], ignore_conflicts=True)

    def by(self, person: User, idea: Idea) -> bool:
        return self.filter(person=person, idea=idea).exists()


class Opening(models.Model):
    """This person has opened the idea's page, so they cannot glance at it any more."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="openings")
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="openings")
    first = models.DateTimeField(auto_now_add=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("person", "idea", name="opening_once")]
