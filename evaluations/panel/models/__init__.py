from .challenge import Challenge
from .claim import Claim, Stance
from .glance import Glance, Pay, Use
from .glance_stats import GlanceStats, RecountMark
from .invited_panel import InvitedPanel
from .panel_voices import voices_about, voices_of
from .player import Opening, Player
from .waitlist import ConfirmationMail, Waiting

__all__ = [
    "Challenge",
    "Claim",
    "ConfirmationMail",
    "Glance",
    "GlanceStats",
    "InvitedPanel",
    "Opening",
    "Pay",
    "Player",
    "RecountMark",
    "Stance",
    "Use",
    "Waiting",
    "voices_about",
    "voices_of",
]
