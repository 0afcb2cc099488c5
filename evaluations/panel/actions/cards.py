"""How a card comes to a player: which idea, how many cards a day, and the four lines to choose from.

The limits count rows, so nothing resets when a cache is lost.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz, utils

from evaluations.panel.lines import key_words, without
from evaluations.panel.locks import lock
from evaluations.panel.models import Challenge, GlanceStats, InvitedPanel, KnownFields, Opening, Player
from evaluations.panel.models.challenge import example_on_card
from evaluations.panel.next_idea import FOR_THEIRS, in_order
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User

chance = SystemRandom()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAX_TRIED = 20  # ideas, until one has three fair lines beside its own
NEIGHBOURS = 24  # ideas nearest in meaning whose lines are looked at
FALSE_LINES = 3
ALIKE = 75  # of 100: from here on two lines say the same in nearly the same words, and neither is wrong


@transaction.atomic
def deal(player: Player, *, by_clock: bool) -> Challenge | None:
    """The card that the player has not answered yet, else a new one; None when no idea is left for this player.

    Raises DailyLimit when a new card would exceed the limit."""
    lock(player.name)  # two requests at once must not deal two cards
    still_open = open_card(player)
    if still_open:
        return still_open
    check_limits(player)
    any_short = GlanceStats.objects.any_short()
    fields = KnownFields.objects.counting_of(player.person)
    found = (
        GlanceStats.objects.candidates_inside(player, any_short=any_short, fields=fields) if for_theirs(fields) else []
    )
    found = found or GlanceStats.objects.candidates_for(player, any_short=any_short)
    candidates = in_order(found, chance, any_short=any_short)
    return first_fair(player, [candidate.idea for candidate in candidates], by_clock=by_clock, fields=fields)


def for_theirs(fields: Sequence[str]) -> bool:
    """Whether this card is chosen among the ideas for the player's own fields of work."""
    return bool(fields) and chance.random() < FOR_THEIRS


def first_fair(
    player: Player,
    ideas: Sequence[int],
    *,
    by_clock: bool,
    panel: InvitedPanel | None = None,
    fields: Sequence[str] = (),
) -> Challenge | None:
    """A card of the first idea that has three fair lines beside its own; None where none has. `fields`: those that the
    player said they know; none in a panel, which counts apart."""
    for idea_id in ideas[:MAX_TRIED]:
        idea = Idea.objects.select_related("vector").get(pk=idea_id)
        lines = lines_for(idea) if idea.is_published and idea.vector_revision == idea.revision else None
        if lines:
            inside = not set(idea.work_fields).isdisjoint(fields)
            return lay_out(player, idea, lines, by_clock=by_clock, panel=panel, inside=inside)
        GlanceStats.objects.rest(idea.pk)
    return None


def open_card(player: Player) -> Challenge | None:
    return Challenge.objects.open().held_by(player).with_ideas().first()


def check_limits(player: Player) -> None:
    """Raises DailyLimit when one more card would exceed a limit."""
    dealt = Challenge.objects.counted_for(player)
    for age, limit, span in ((HOUR, max_per_hour(player), "an hour"), (DAY, max_per_day(player), "24 hours")):
        if dealt.since(age).count() >= limit:
            whose = "an account" if player.person else "an address without an account"
            more = "Please come back later." if player.person else "Sign in for more, or come back later."
            cards = f"1 card in {span} is" if limit == 1 else f"{limit} cards in {span} are"
            raise DailyLimit(f"{cards} the most for {whose}. {more}")


def max_per_hour(player: Player) -> int:
    return settings.GLANCES_PER_HOUR_BY_ACCOUNT if player.person else settings.GLANCES_PER_HOUR_BY_ADDRESS


def max_per_day(player: Player) -> int:
    return settings.GLANCES_PER_DAY_BY_ACCOUNT if player.person else settings.GLANCES_PER_DAY_BY_ADDRESS


def lines_for(idea: Idea) -> list[str] | None:
    """The idea's own line, then those of three ideas near it in meaning, so that the choice takes a thought, all of
    them without the words that would give it away; None without three."""
    near = Idea.objects.nearest_to(list(idea.vector.numbers), idea.vector_model).exclude(pk=idea.pk)
    texts = {each.audience: each for each in near.only("audience", "title", "pitch")[:NEIGHBOURS]}
    others = fair_lines(idea.audience, texts)
    if others is None:
        return None
    example = example_on_card(idea)
    on_card = key_words(idea.title, idea.pitch, *((example.input, example.expected) if example else ()))
    gapped = [without(line, on_card | key_words(texts[line].title, texts[line].pitch)) for line in others]
    lines = [without(idea.audience, on_card), *gapped]
    return lines if len(set(lines)) == len(lines) else [idea.audience, *others]


def fair_lines(truth: str, others: Iterable[str]) -> list[str] | None:
    """The first three that differ from the truth and from each other; None where there are fewer."""
    chosen: list[str] = []
    for line in others:
        if not any(alike(line, known) for known in (truth, *chosen)):
            chosen.append(line)
        if len(chosen) == FALSE_LINES:
            return chosen
    return None


def alike(one: str, other: str) -> bool:
    """Whether both have nearly the same words, in any order, or one has all words of the other."""
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= ALIKE


def lay_out(
    player: Player, idea: Idea, lines: list[str], *, by_clock: bool, panel: InvitedPanel | None, inside: bool
) -> Challenge:
    """The card, with the true line, the first, among the others at random."""
    truth, *_ = lines
    chance.shuffle(lines)
    return Challenge.objects.create(
        idea=idea,
        revision=idea.revision,
        address=player.address,
        choices=lines,
        place=lines.index(truth),
        by_clock=by_clock,
        panel=panel,
        inside=inside,
        left_open=GlanceStats.objects.left_open_by(player),
        **player.columns,
    )


def turn(challenge: Challenge) -> None:
    """Note that the card is gone and the questions are shown. A second call keeps the first time."""
    Challenge.everything.filter(pk=challenge.pk, turned__isnull=True).update(turned=timezone.now())
    challenge.refresh_from_db(fields=["turned"])


def forget_networks() -> int:
    """Returns how many cards had the hash of a network for long enough."""
    return Challenge.everything.forget_networks()


def note_opening(person: User, idea: Idea) -> None:
    """Note that this person has opened the idea's page, and so knows too much to glance at it. One statement."""
    if person.pk != idea.author_id:
        Opening.objects.note(person, idea)
