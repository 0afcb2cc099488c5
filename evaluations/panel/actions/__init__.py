from .cards import deal, open_card, turn
from .claim_reports import decide_about_claim, report_claim, show_claim_again
from .claims import Claimed, claim, drop_stance, remove_stance, take_stance, withdraw_claim
from .confirmation_mails import ask_to_confirm, send_confirmations
from .glance_weights import weigh
from .glances import Forged, Given, Refused, answer, card_in_hand, pass_by
from .openings import note_opening
from .recount_triggers import mark_behind
from .recounts import follow_ideas, recount
from .waitlist import forget_unconfirmed, join, leave

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
