from .challenge import Challenge
from .glance import Glance, Pay, Use
from .opening import Opening
from .player import Player
from .standing import RecountMark, Standing
from .waiting import ConfirmationMail, Waiting

__all__ = [
    "Challenge",
    "ConfirmationMail",
    "Glance",
    "Opening",
    "Pay",
    "Player",
    "RecountMark",
    "Standing",
    "Use",
    "Waiting",
]
