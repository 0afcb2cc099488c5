from .challenge import Challenge
from .claim import Claim, Stance
from .glance import Glance, Pay, Use
from .glance_stats import GlanceStats, RecountMark
from .inside import inside_of
from .invited_panel import InvitedPanel
from .known_fields import FieldVoices, KnownFields
from .panel_voices import voices_about, voices_of
from .player import Opening, Player
from .waitlist import ConfirmationMail, Waiting

__all__ = [
    "Challenge",
    "Claim",
    "ConfirmationMail",
    "FieldVoices",
    "Glance",
    "GlanceStats",
    "InvitedPanel",
    "KnownFields",
    "Opening",
    "Pay",
    "Player",
    "RecountMark",
    "Stance",
    "Use",
    "Waiting",
    "inside_of",
    "voices_about",
    "voices_of",
]
