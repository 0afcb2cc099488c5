"""Who plays: a person, or somebody known only by their session; rows of both are told apart by the same columns."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac

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
        """The session as a hash that only this site can make: who reads the rows cannot play on as somebody."""
        return keyed_hash(f"session {self.session}") if self.session else ""

    @property
    def address(self) -> str:
        """The network as a hash, so that no row tells where anybody was."""
        return keyed_hash(f"network {self.network}")

    @property
    def columns(self) -> dict[str, Any]:
        """What their rows have."""
        return {"person": self.person, "session": "" if self.person else self.session_hash}

    @property
    def rows(self) -> Q:
        """Their rows; of a person also those from before they signed in."""
        earlier = Q(person=None, session=self.session_hash)
        if self.person is None:
            return earlier
        return Q(person=self.person) | earlier if self.session else Q(person=self.person)

    @property
    def name(self) -> str:
        """For a lock: a person is one wherever they are, strangers in one network are one together."""
        return f"glance {self.person.pk}" if self.person else f"glance from {self.address}"


def keyed_hash(secret: str) -> str:
    return salted_hmac("evaluations.panel", secret, algorithm="sha256").hexdigest()
