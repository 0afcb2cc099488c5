from .challenge import Challenge
from .glance import Glance, Pay, Use
from .opening import Opening
from .player import Player
from .standing import RecountMark, Standing

__all__ = ["Challenge", "Glance", "Opening", "Pay", "Player", "RecountMark", "Standing", "Use"]
