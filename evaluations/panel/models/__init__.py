from .challenge import Challenge
from .claim import Claim, Stance
from .glance import Glance, Pay, Use
from .glance_stats import GlanceStats, RecountMark
from .player import Opening, Player
from .waitlist import ConfirmationMail, Waiting

__all__ = [
    "Challenge",
    "Claim",
    "ConfirmationMail",
    "Glance",
    "GlanceStats",
    "Opening",
    "Pay",
    "Player",
    "RecountMark",
    "Stance",
    "Use",
    "Waiting",
]
