from .challenge import Challenge
from .claim import Claim, Stance
from .glance import Glance, Pay, Use
from .glance_stats import RecountMark, Standing
from .opening import Opening
from .player import Player
from .waitlist import ConfirmationMail, Waiting

__all__ = [
    "Challenge",
    "Claim",
    "ConfirmationMail",
    "Glance",
    "Opening",
    "Pay",
    "Player",
    "RecountMark",
    "Stance",
    "Standing",
    "Use",
    "Waiting",
]
