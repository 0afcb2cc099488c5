"""How a glance becomes an answer, from the card to the pie.

1. `deal` gives the player a card: an idea that they know nothing of, with four lines one of which is true. It is a
   row, so an idea comes once to each player, and it has the time of the deal.
2. `turn` notes when the card went and the questions came: the server's own clock says whether it was a glance.
3. `answer` takes the answers against the token, once, in time, and only about what was on the card. What nobody can
   have meant is kept and set aside. The row and a mark are written in one transaction.
4. A worker calls `recount`: the marked ideas are counted from their rows, and `ideas.actions.record_answer` draws what
   is known. Counting twice gives the same.
"""

from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils import timezone

from evaluations.panel import suspicion
from evaluations.panel.models import Challenge, Glance, Opening, Player, RecountMark
from evaluations.panel.models.challenge import number_in
from evaluations.panel.models.glance import SetAside
from evaluations.panel.suspicion import IN_A_ROW, Pattern
from ideas.models import Idea


class Refused(Exception):
    """The answers are not taken; the message says why and what to do."""


class Forged(Refused):
    """The challenge is none of ours, or was dealt to somebody else."""


LATE = "That card was dealt more than half an hour ago. Take the next one."
FORGED = "This challenge is not one that was dealt to you. Take a new card."
ANSWERED = "You have answered this card already, and the first answer stands."
CHANGED = "The idea was changed or withdrawn while you looked at it, so what you saw is out of date. Take the next one."
OWN = "This is your own idea; others must say whether it is obvious."


@dataclass(frozen=True, slots=True)
class Given:
    """What a player answers. `picked`: one of the four lines, from 0; `would_pay` is heard from people alone."""

    picked: int
    would_use: str
    would_pay: str = ""
    words: str = ""
    knows_product: bool = False
    product_name: str = ""
    product_link: str = ""


def card_in_hand(player: Player, token: str) -> Challenge:
    """The card that this token answers. Raises Forged, and Refused when nobody can answer it any more."""
    try:
        number = number_in(token)
    except signing.SignatureExpired as error:
        raise Refused(LATE) from error
    except signing.BadSignature as error:
        raise Forged(FORGED) from error
    challenge = Challenge.objects.with_ideas().filter(pk=number).first()
    if challenge is None or not challenge.belongs_to(player):
        raise Forged(FORGED)
    check_that_it_stands(player, challenge)
    return challenge


def check_that_it_stands(player: Player, challenge: Challenge) -> None:
    """Raises Refused when it was answered or is late, or the idea is the player's own or not what was on the card any
    more."""
    idea = challenge.idea
    if challenge.answered:
        raise Refused(ANSWERED)
    if challenge.is_late:
        raise Refused(LATE)
    if player.person and idea.author_id == player.person.pk:
        raise Refused(OWN)
    if not idea.is_published or idea.revision != challenge.revision:
        raise Refused(CHANGED)


@transaction.atomic
def answer(player: Player, token: str, given: Given) -> Glance:
    """Keep the answers. Raises Forged, and Refused when they are late, twice, about one's own or a changed idea."""
    challenge = card_in_hand(player, token)
    now = timezone.now()
    # Two at once: the second waits for the first, and then finds nothing to answer.
    if not Challenge.objects.unanswered().filter(pk=challenge.pk).update(answered=now):
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
        would_pay=given.would_pay if player.person else "",
        knows_product=given.knows_product,
        product_name=given.product_name if given.knows_product else "",
        product_link=given.product_link if given.knows_product else "",
        **player.columns,
    )
    glance.set_aside = why_set_aside(player, glance)
    glance.save()
    RecountMark.objects.leave(challenge.idea_id)
    return glance


def pass_by(player: Player, token: str) -> None:
    """Give back a card that its player did not get to see. It says nothing of the idea, does not come again, and has
    its share of the voice of the week as any card has, so that nobody gains by waiting for a certain one. Raises as
    `card_in_hand`."""
    challenge = card_in_hand(player, token)
    Challenge.objects.unanswered().filter(pk=challenge.pk).update(answered=timezone.now())


def why_set_aside(player: Player, glance: Glance) -> str:
    """Too fast, looked up, or the end of a straight line, which then does not count from its beginning."""
    before = Glance.objects.latest_of(player, IN_A_ROW - 1)
    patterns = [pattern_of(each) for each in (glance, *before)]
    turned = glance.challenge.turned or glance.started
    seconds, to_choose = ((glance.answered - since).total_seconds() for since in (glance.started, turned))
    reason = suspicion.reason(seconds, patterns, to_choose)
    if suspicion.is_straight_line(patterns):
        set_aside_too(before, reason)
    return reason or (SetAside.LOOKED_UP if has_looked_it_up(player, glance.idea) else "")


def has_looked_it_up(player: Player, idea: Idea) -> bool:
    """Whether the page with the answer was opened since the deal; before it, the card would not have been dealt."""
    return idea.pk in player.opened or (player.person is not None and Opening.objects.by(player.person, idea))


def set_aside_too(line: list[Glance], reason: str) -> None:
    for each in line:
        if not each.set_aside:
            Glance.objects.filter(pk=each.pk).update(set_aside=reason)
            RecountMark.objects.leave(each.idea_id)


def pattern_of(glance: Glance) -> Pattern:
    return Pattern(glance.picked, glance.would_use, glance.would_pay, glance.knows_product)
