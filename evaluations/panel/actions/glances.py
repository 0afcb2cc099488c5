"""How a glance becomes an answer, from the card to the pie.

1. `deal` (`cards`) gives the player a card: an idea that they know nothing of, with four lines one of which is true. It
   is a row, so an idea comes once to each player, and it has the time of the deal.
2. `turn` (`cards`) notes when the card went and the questions came: the server's own clock says whether it was a
   glance.
3. `answer` takes the answers against the token, once, in time, and only about the text on the card. A glance that
   nobody can have meant is kept and set aside. The row and a mark are written in one transaction.
4. Every minute a worker calls `weigh` (`glance_weights`): how much each person's glances count. Until then a new
   glance counts nothing.
5. Every two seconds a worker calls `recount` (`recounts`): the marked ideas are counted from their rows, `estimate`
   (`panel.answers`) makes the three answers of the sums, and `ideas.actions.record_answer` stores them and draws the
   pie. Counting twice gives the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.utils import timezone

from evaluations.panel.links import as_stored
from evaluations.panel.models import Challenge, Glance, Opening, Player, RecountMark
from evaluations.panel.models.challenge import number_in
from evaluations.panel.models.glance import SetAside
from ideas.models import Idea

TOO_FAST = 6.0  # seconds from the card to the last answer: the card is shown for 5, and four lines must be read
TOO_FAST_TO_CHOOSE = 3.0  # seconds from the end of the card to the last answer: four lines and three questions
IN_A_ROW = 8  # the true line's place is random each time: a reader picks one place 8 times once in 16,384


class Refused(Exception):
    """The answers are not taken; the message says why and what to do."""


class Forged(Refused):
    """The challenge was not made by this site, or was dealt to somebody else."""


LATE = "That card was dealt more than half an hour ago. Take the next one."
FORGED = "This challenge is not one that was dealt to you. Take a new card."
ANSWERED = "You have answered this card already, and the first answer stands."
CHANGED = "The idea was changed or withdrawn while you looked at it, so what you saw is out of date. Take the next one."
PANEL_CLOSED = "This panel is closed, so it takes no more answers. Thank you for coming."
OWN = "This is your own idea; others must say whether it is obvious."


@dataclass(frozen=True, slots=True)
class PlayerAnswers:
    """One player's answers. `picked`: one of the four lines, from 0; `would_pay` is kept of signed-in people
    and of panels only."""

    picked: int
    would_use: str
    would_pay: str = ""
    words: str = ""
    knows_product: bool = False
    product_name: str = ""
    product_link: str = ""


@transaction.atomic
def answer(player: Player, token: str, given: PlayerAnswers) -> Glance:
    """Keep the answers. Raises Forged; Refused when they are late, given twice, or about one's own or a changed
    idea."""
    challenge = card_in_hand(player, token)
    now = timezone.now()
    # Two requests at once: the second waits for the first, and then finds nothing to answer.
    if not Challenge.everything.unanswered().filter(pk=challenge.pk).update(answered=now):
        raise Refused(ANSWERED)
    glance = Glance(
        challenge=challenge,
        idea=challenge.idea,
        revision=challenge.revision,
        started=challenge.dealt,
        answered=now,
        timed=challenge.was_timed,
        words=given.words,
        picked=given.picked,
        right=given.picked == challenge.place,
        would_use=given.would_use,
        would_pay=given.would_pay if challenge.asks_to_pay else "",
        panel=challenge.panel,
        knows_product=given.knows_product,
        product_name=given.product_name if given.knows_product else "",
        product_link=as_stored(given.product_link) if given.knows_product else "",
        **player.columns,
    )
    glance.set_aside = why_set_aside(player, glance)
    glance.save()
    RecountMark.objects.leave(challenge.idea_id)
    return glance


def card_in_hand(player: Player, token: str) -> Challenge:
    """The card that this token answers. Raises Forged, and Refused when it can no longer be answered."""
    try:
        number = number_in(token)
    except signing.SignatureExpired as error:
        raise Refused(LATE) from error
    except signing.BadSignature as error:
        raise Forged(FORGED) from error
    challenge = Challenge.everything.with_ideas().filter(pk=number).first()
    if challenge is None or not challenge.belongs_to(player):
        raise Forged(FORGED)
    check_answerable(player, challenge)
    return challenge


def check_answerable(player: Player, challenge: Challenge) -> None:
    """Raises Refused when the card was answered or is late, when the idea is the player's own, or when its text is no
    longer the one on the card."""
    idea = challenge.idea
    if challenge.answered:
        raise Refused(ANSWERED)
    if challenge.is_late:
        raise Refused(LATE)
    if player.person and idea.author_id == player.person.pk:
        raise Refused(OWN)
    if challenge.panel and not challenge.panel.is_open:
        raise Refused(PANEL_CLOSED)
    if not idea.is_published or idea.revision != challenge.revision:
        raise Refused(CHANGED)


def why_set_aside(player: Player, glance: Glance) -> str:
    """Too fast, looked up, or the end of a straight line, of which then no glance counts; "" when it counts.

    Nobody can have meant these answers. They are kept and shown, and do not count."""
    before = Glance.everything.latest_of(player, IN_A_ROW - 1)
    patterns = [pattern_of(each) for each in (glance, *before)]
    turned = glance.challenge.turned or glance.started
    seconds, to_choose = ((glance.answered - since).total_seconds() for since in (glance.started, turned))
    reason = why_not_meant(seconds, patterns, to_choose)
    if is_straight_line(patterns):
        set_aside_too(before, reason)
    return reason or (SetAside.LOOKED_UP if has_looked_it_up(player, glance.idea) else "")


class AnswerPattern(NamedTuple):
    """A player's choices, ignoring the idea."""

    picked: int
    would_use: str
    would_pay: str
    knows_product: bool


def pattern_of(glance: Glance) -> AnswerPattern:
    return AnswerPattern(glance.picked, glance.would_use, glance.would_pay, glance.knows_product)


def why_not_meant(
    seconds: float, patterns: Sequence[AnswerPattern], seconds_to_choose: float = TOO_FAST_TO_CHOOSE
) -> str:
    """Why nobody can have meant the latest answers; "" when somebody can. `seconds` since the deal, `seconds_to_choose`
    since the end of the card. `patterns`: the player's, the latest first."""
    if seconds < TOO_FAST or seconds_to_choose < TOO_FAST_TO_CHOOSE:
        return SetAside.TOO_FAST
    return SetAside.STRAIGHT_LINING if is_straight_line(patterns) else ""


def is_straight_line(patterns: Sequence[AnswerPattern]) -> bool:
    return len(patterns) >= IN_A_ROW and len(set(patterns[:IN_A_ROW])) == 1


def set_aside_too(line: list[Glance], reason: str) -> None:
    for each in line:
        if not each.set_aside:
            Glance.everything.filter(pk=each.pk).update(set_aside=reason)
            RecountMark.objects.leave(each.idea_id)


def has_looked_it_up(player: Player, idea: Idea) -> bool:
    """Whether the page with the answer was opened since the deal. Opened before it, the card would not be dealt."""
    return idea.pk in player.opened or (player.person is not None and Opening.objects.by(player.person, idea))


def pass_by(player: Player, token: str) -> None:
    """Give back a card that its player did not get to see. It says nothing about the idea and is not dealt again. It
    takes its share of the week's voice as every card does, so nobody gains by waiting for a certain card. Raises as
    `card_in_hand`."""
    challenge = card_in_hand(player, token)
    Challenge.everything.unanswered().filter(pk=challenge.pk).update(answered=timezone.now())
