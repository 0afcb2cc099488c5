"""Which glances are set aside, because nobody can have meant them. Pure. They are kept and shown, and do not count."""

from collections.abc import Sequence
from typing import NamedTuple

TOO_FAST = 6.0  # seconds from the card to the last answer: the card alone is shown for 5, and four lines are to be read
TOO_FAST_TO_CHOOSE = (
    3.0  # seconds from the card's going to the last answer, with four lines and three questions to read
)
IN_A_ROW = 8  # the true line's place is drawn anew each time: who reads picks one place 8 times once in 16,384


class Pattern(NamedTuple):
    """What somebody clicked, but for what it was about."""

    picked: int
    would_use: str
    would_pay: str
    knows_product: bool


def reason(seconds: float, patterns: Sequence[Pattern], seconds_to_choose: float = TOO_FAST_TO_CHOOSE) -> str:
    """Why the latest glance is set aside; "" when it counts. `seconds` are from the deal, `seconds_to_choose` from when
    the card went. `patterns`: the player's, the latest first."""
    if seconds < TOO_FAST or seconds_to_choose < TOO_FAST_TO_CHOOSE:
        return "too fast"
    return "straight-lining" if is_straight_line(patterns) else ""


def is_straight_line(patterns: Sequence[Pattern]) -> bool:
    return len(patterns) >= IN_A_ROW and len(set(patterns[:IN_A_ROW])) == 1
