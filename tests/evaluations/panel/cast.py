"""Ideas that can be glanced at, and people who do."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from evaluations.panel.actions import PlayerAnswers, answer, deal, follow_ideas, recount, turn
from evaluations.panel.models import Challenge, Glance, Player, RecountMark
from evaluations.panel.models.glance import KNOWN_FROM
from ideas.actions import set_vector
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person

AUDIENCES = (
    "Town clerks who sort letters",
    "Night nurses",
    "Beekeepers",
    "Court ushers",
    "Harbour pilots",
    "Violin makers",
)
SEEN_BEFORE = "Seen before"
numbers = count(1)


def make_ideas(*audiences: str, author: User | None = None) -> list[Idea]:
    """Published ideas near each other in meaning, each for somebody else, and counted."""
    ideas = [make_idea(author, audience=audience) for audience in audiences or AUDIENCES]
    for place, idea in enumerate(ideas):
        set_vector(idea.pk, idea.revision, [1.0, place / 10, *[0.0] * 382], "test")
    follow_ideas()
    recount()
    for idea in ideas:
        idea.refresh_from_db()
    return ideas


def player(person: User | None = None) -> Player:
    return Player(person or make_person(), "", "192.0.2.1")


def stranger(network: str = "192.0.2.7") -> Player:
    return Player(None, f"session {next(numbers)}", network)


def dealt(who: Player, *, by_clock: bool = True) -> Challenge:
    card = deal(who, by_clock=by_clock)
    assert card is not None
    return card


def read(card: Challenge, seconds: float = 20) -> Challenge:
    """The card as if it had been dealt so long ago, and turned after its five seconds."""
    now = timezone.now()
    begun = now - timedelta(seconds=seconds)
    turned = min(now, begun + timedelta(seconds=5.2))
    Challenge.everything.filter(pk=card.pk).update(dealt=begun, turned=turned)
    return card


def says(card: Challenge, *, right: bool = True, **said: Any) -> PlayerAnswers:
    """Somebody who gets it, would use it and pay, and knows no product, unless told otherwise."""
    picked = card.place if right else (card.place + 1) % 4
    given: dict[str, Any] = {"picked": picked, "would_use": "yes", "would_pay": "under-5"}
    return PlayerAnswers(**(given | said))


def glance(who: Player, *, right: bool = True, seconds: float = 20, **said: Any) -> Glance:
    """From the card to the answer."""
    card = read(dealt(who), seconds)
    return answer(who, card.token, says(card, right=right, **said))


def make_glance(idea: Idea, who: Player | None = None, **fields: Any) -> Glance:
    """A row as `answer` would have written it, of whichever idea one likes; weighed already, with full weight."""
    who, now = who or player(), timezone.now()
    columns: dict[str, Any] = {"idea": idea, "revision": idea.revision, **who.columns}
    card = Challenge.objects.create(
        address=who.address, choices=list("abcd"), place=0, by_clock=True, dealt=now, answered=now, **columns
    )
    said = {"picked": 0, "right": True, "would_use": "yes", "knows_product": False, "timed": True, "weight": 1.0}
    times = {"started": now, "answered": now}
    paid = {"would_pay": "under-5"} if who.person else {}
    RecountMark.objects.leave(idea.pk)
    return Glance.objects.create(challenge=card, **(columns | times | said | paid | fields))


def make_known(person: User | None = None) -> User:
    """Somebody whose weight is known: so many of their glances, at other ideas than a test's own, were weighed."""
    person = person or make_person()
    seen = list(Idea.objects.filter(title=SEEN_BEFORE)) or [make_idea(title=SEEN_BEFORE) for _ in range(KNOWN_FROM)]
    for idea in seen:
        make_glance(idea, player(person))
    return person


__all__ = [
    "AUDIENCES",
    "dealt",
    "glance",
    "make_glance",
    "make_ideas",
    "make_known",
    "player",
    "read",
    "says",
    "stranger",
    "turn",
]
