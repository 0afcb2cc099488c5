from .counting import follow_ideas, mark_behind, recount
from .dealing import deal, open_card, turn
from .glancing import Forged, Given, Refused, answer, card_in_hand
from .hearing import weigh
from .opening import note_opening

__all__ = [
    "Forged",
    "Given",
    "Refused",
    "answer",
    "card_in_hand",
    "deal",
    "follow_ideas",
    "mark_behind",
    "note_opening",
    "open_card",
    "recount",
    "turn",
    "weigh",
]
