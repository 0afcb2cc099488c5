"""The verbs of the panel: everything that changes glances, claims and waitlists, and the answers counted from them."""

from .appeals import appeal, decide_appeal
from .cards import deal, forget_networks, note_opening, open_card, turn
from .claims import NewClaim, claim, drop_stance, reply, take_stance, withdraw_claim
from .confirmation_mails import ask_to_confirm, send_confirmations
from .glance_weights import weigh
from .glances import Forged, PlayerAnswers, Refused, answer, card_in_hand, pass_by
from .invited_panels import (
    cards_of,
    check_seat,
    close_panel,
    close_panels_of,
    deal_in_panel,
    invite_panel,
    open_card_in,
)
from .known_fields import say_fields
from .leaving import close_waitlists, leave_all_waitlists
from .moderation import (
    approve_claim,
    decide_about_claim,
    hide_all_of,
    hide_claim,
    hide_panel,
    hide_stance,
    keep_claim,
    report_claim,
    show_claim,
    show_panel,
    show_stance,
)
from .recount_triggers import follow_accounts, follow_ideas, follow_machines
from .recounts import recount
from .suspensions import end_due_suspensions, lift, suspend
from .waitlist import forget_unconfirmed, join, leave

__all__ = [
    "Forged",
    "NewClaim",
    "PlayerAnswers",
    "Refused",
    "answer",
    "appeal",
    "approve_claim",
    "ask_to_confirm",
    "card_in_hand",
    "cards_of",
    "check_seat",
    "claim",
    "close_panel",
    "close_panels_of",
    "close_waitlists",
    "deal",
    "deal_in_panel",
    "decide_about_claim",
    "decide_appeal",
    "drop_stance",
    "end_due_suspensions",
    "follow_accounts",
    "follow_ideas",
    "follow_machines",
    "forget_networks",
    "forget_unconfirmed",
    "hide_all_of",
    "hide_claim",
    "hide_panel",
    "hide_stance",
    "invite_panel",
    "join",
    "keep_claim",
    "leave",
    "leave_all_waitlists",
    "lift",
    "note_opening",
    "open_card",
    "open_card_in",
    "pass_by",
    "recount",
    "reply",
    "report_claim",
    "say_fields",
    "send_confirmations",
    "show_claim",
    "show_panel",
    "show_stance",
    "suspend",
    "take_stance",
    "turn",
    "weigh",
    "withdraw_claim",
]
