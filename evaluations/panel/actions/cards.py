"""How a card comes to a player: which idea, and which four lines they will choose from."""

from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from evaluations.panel.lines import fair_others
from evaluations.panel.models import Challenge, Player, Standing
from evaluations.panel.next_idea import in_order
from ideas.models import Idea

from .card_limits import check_cards, hold

chance = SystemRandom()
TRIED = 20  # ideas, until one has three fair lines beside its own
NEIGHBOURS = 24  # ideas nearest in meaning whose lines are looked at


@transaction.atomic
def deal(player: Player, *, by_clock: bool) -> Challenge | None:
    """The card that the player has not answered yet, else a new one; None when nothing is left for them.

    Raises DailyLimit when a new one would be too many."""
    hold(player)
    still_open = open_card(player)
    if still_open:
        return still_open
    check_cards(player)
    any_short = Standing.objects.any_short()
    candidates = in_order(Standing.objects.candidates_for(player, any_short=any_short), chance, any_short=any_short)
    for candidate in candidates[:TRIED]:
        idea = Idea.objects.get(pk=candidate.idea)
        others = others_for(idea) if idea.is_published and idea.vector_revision == idea.revision else None
        if others:
            return lay_out(player, idea, list(others), by_clock=by_clock)
        Standing.objects.rest(idea.pk)
    return None


def open_card(player: Player) -> Challenge | None:
    return Challenge.objects.open().held_by(player).with_ideas().first()


def others_for(idea: Idea) -> list[str] | None:
    """The lines of three ideas near this one in meaning, which makes them worth a thought."""
    assert idea.vector is not None  # it has one of its present revision
    near = Idea.objects.nearest_to(list(idea.vector)).exclude(pk=idea.pk)
    found = fair_others(idea.audience, near.values_list("audience", flat=True)[:NEIGHBOURS])
    return list(found) if found else None


def lay_out(player: Player, idea: Idea, others: list[str], *, by_clock: bool) -> Challenge:
    lines = [idea.audience, *others]
    chance.shuffle(lines)
    return Challenge.objects.create(
        idea=idea,
        revision=idea.revision,
        address=player.address,
        choices=lines,
        place=lines.index(idea.audience),
        by_clock=by_clock,
        left_open=Standing.objects.left_open_by(player),
        **player.columns,
    )


def turn(challenge: Challenge) -> None:
    """The card is gone and the questions are there. What is turned stays turned, at the first time."""
    Challenge.objects.filter(pk=challenge.pk, turned__isnull=True).update(turned=timezone.now())
    challenge.refresh_from_db(fields=["turned"])
