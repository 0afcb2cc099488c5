from .counting import mark_behind, recount
from .dealing import deal, turn
from .glancing import Given, answer
from .opening import note_opening

__all__ = ["Given", "answer", "deal", "mark_behind", "note_opening", "recount", "turn"]
