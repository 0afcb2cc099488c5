"""Sessions of browsers: Django's sessions in the database, each with its person.

So all sessions of somebody are found without reading those of others. Which browser it is and when it was last used is
a row of `allauth.usersessions`, written at sign-in and at later uses; a session may lack it.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

MAX_AGENT = UserSession._meta.get_field("user_agent").max_length or 0
NOTE_EVERY = timedelta(minutes=5)  # between two notes of a session's last use
UNUSED = timedelta(days=30)  # after which a person's session ends, though its cookie lasts longer
MAX_SESSIONS = 50  # of one person; a sign-in beyond them ends the one used longest ago


class BrowserSession(AbstractBaseSession):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions", help_text="Empty for a stranger."
    )
    noted = models.DateTimeField(null=True, help_text="When it was last noted that the session is used.")

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        return SessionStore


class SessionStore(DatabaseStore):
    """The engine of `SESSION_ENGINE`. Its name is part of the salt of what it signs, so it stays."""

    noted: datetime | None = None

    @property
    def should_be_noted(self) -> bool:
        """Whether a person's session was used, and its last use is noted as long ago."""
        return SESSION_KEY in self and (self.noted is None or self.noted < timezone.now() - NOTE_EVERY)

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def _get_session_from_db(self) -> BrowserSession | None:
        """Keep what the row says of its last note: asking for it again would be a query for each page.

        None for a person's session that was not used for so long that it has ended."""
        session: BrowserSession | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        if session and session.noted and session.person_id and session.noted < timezone.now() - UNUSED:
            return None
        self.noted = session.noted if session else None
        return session

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        session = super().create_model_instance(data)
        assert isinstance(session, BrowserSession)
        session.person_id = data.get(SESSION_KEY)
        session.noted = self.noted or timezone.now()
        return session


@transaction.atomic
def end_sessions(person: AbstractUser, but: str | None = None) -> int:
    """Delete all sessions of a person from the database, and return how many. `but`: the key of one that stays.

    A browser whose session is deleted is signed out at its next request.
    """
    UserSession.objects.filter(user=person).exclude(session_key=but or "").delete()
    sessions = BrowserSession.objects.filter(person_id=person.pk).exclude(session_key=but or "")
    return sessions.delete()[0]


@transaction.atomic
def end_session(known: UserSession) -> None:
    BrowserSession.objects.filter(session_key=known.session_key).delete()
    known.delete()


def end_oldest_sessions(person: AbstractUser) -> None:
    """Leave the person MAX_SESSIONS, those used last."""
    for known in known_sessions(person)[MAX_SESSIONS:]:
        end_session(known)


def known_sessions(person: AbstractUser) -> "QuerySet[UserSession]":
    """The person's live sessions of which the browser is known, last used first."""
    now = timezone.now()
    used = Q(noted__isnull=True) | Q(noted__gte=now - UNUSED)
    live = BrowserSession.objects.filter(used, session_key=OuterRef("session_key"), expire_date__gt=now)
    found: QuerySet[UserSession] = UserSession.objects.filter(Exists(live), user=person).order_by("-last_seen_at", "pk")
    return found


def note_use(person: AbstractUser, key: str, address: str, user_agent: str) -> None:
    """Keep which browser used the session, from where, now."""
    BrowserSession.objects.filter(session_key=key).update(noted=timezone.now())
    browser = UserSession(
        user=person, session_key=key, ip=address, user_agent=user_agent[:MAX_AGENT], last_seen_at=timezone.now()
    )
    UserSession.objects.bulk_create(
        [browser],
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["user", "ip", "user_agent", "last_seen_at"],
    )


def forget_ended_sessions() -> None:
    """Delete what was known of browsers whose sessions have ended."""
    UserSession.objects.filter(~Exists(BrowserSession.objects.filter(session_key=OuterRef("session_key")))).delete()
