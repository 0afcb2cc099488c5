"""People, their sessions in browsers, and the API tokens of their programs."""

from .footprint import Footprint, hash_of
from .former_name import RENAME_EVERY, FormerName, RenamedLately, rename
from .person import DELETED, VOTES_RANK_AFTER, PeopleManager, User, bad_standing, good_standing
from .session import (
    MAX_SESSIONS,
    NOTE_EVERY,
    BrowserSession,
    SessionStore,
    end_oldest_sessions,
    end_session,
    end_sessions,
    forget_ended_sessions,
    known_sessions,
    note_use,
)
from .token import MAX_TOKENS, ApiToken, TokenScope, TooManyTokens

__all__ = [
    "DELETED",
    "MAX_SESSIONS",
    "MAX_TOKENS",
    "NOTE_EVERY",
    "RENAME_EVERY",
    "VOTES_RANK_AFTER",
    "ApiToken",
    "BrowserSession",
    "Footprint",
    "FormerName",
    "PeopleManager",
    "RenamedLately",
    "SessionStore",
    "TokenScope",
    "TooManyTokens",
    "User",
    "bad_standing",
    "end_oldest_sessions",
    "end_session",
    "end_sessions",
    "forget_ended_sessions",
    "good_standing",
    "hash_of",
    "known_sessions",
    "note_use",
    "rename",
]
