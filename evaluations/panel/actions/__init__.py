from .claiming import Claimed, claim, drop_stance, remove_stance, take_stance, withdraw_claim
from .confirming import ask_to_confirm, send_confirmations
from .counting import follow_ideas, recount
from .dealing import deal, open_card, turn
from .glancing import Forged, Given, Refused, answer, card_in_hand, pass_by
from .hearing import weigh
from .noticing import mark_behind
from .opening import note_opening
from .reporting import decide_about_claim, report_claim, show_claim_again
from .waiting import forget_unconfirmed, join, leave

__all__ = [
    "Claimed",
    "Forged",
    "Given",
    "Refused",
    "answer",
    "ask_to_confirm",
    "card_in_hand",
    "claim",
    "deal",
    "decide_about_claim",
    "drop_stance",
    "follow_ideas",
    "forget_unconfirmed",
    "join",
    "leave",
    "mark_behind",
    "note_opening",
    "open_card",
    "pass_by",
    "recount",
    "remove_stance",
    "report_claim",
    "send_confirmations",
    "show_claim_again",
    "take_stance",
    "turn",
    "weigh",
    "withdraw_claim",
]
