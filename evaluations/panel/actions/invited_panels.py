"""How somebody invites a panel, and how those who follow its link are dealt cards.

The cards are those of the glance game (`cards`, `glances`): the same four lines, the same reasons to set an answer
aside, one card for each player and idea. What is different is here: which ideas, how many players, and that a class in
one network is not taken for one person."""

from collections.abc import Sequence
from datetime import datetime
from random import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from evaluations.panel.locks import lock
from evaluations.panel.models import Challenge, GlanceStats, InvitedPanel, Player
from evaluations.panel.models.glance_stats import POOL
from evaluations.panel.models.invited_panel import MAX_IDEAS
from ideas import limits
from ideas.models import Idea
from marketplace.accounts.models import User

from .cards import first_fair
from .glances import PANEL_CLOSED, Refused

chance = SystemRandom()
MAX_OPEN = 3  # panels of one person at a time
NOT_YET = "You can invite a panel once your account is a day old and its address confirmed."
TOO_MANY = f"You have {MAX_OPEN} open panels, which is the most there may be. Close one first."
NOT_YOURS = "Choose among your own published ideas, at most {most}."
NO_IDEA = "Choose at least one of your ideas."
YOURS = "This is your own panel: others must say what they see. Send them the link."
FULL = "This panel is full: as many took part as were invited."


@transaction.atomic
def invite_panel(
    maker: User, *, name: str, whom: str, size: int, ends: datetime, ideas: Sequence[Idea] = (), of_all_ideas: bool
) -> InvitedPanel:
    """Raises Refused for who may not, for ideas that are not the maker's own published ones, and for too many open
    panels; DailyLimit."""
    if not maker.votes_rank and not maker.moderates:  # an operator has just begun the site
        raise Refused(NOT_YET)
    if of_all_ideas and not maker.moderates:
        raise Refused("Only staff invite a panel for all ideas.")
    if not of_all_ideas and not ideas:
        raise Refused(NO_IDEA)
    if len(ideas) > MAX_IDEAS or any(idea.author_id != maker.pk or not idea.is_published for idea in ideas):
        raise Refused(NOT_YOURS.format(most=MAX_IDEAS))
    limits.check(maker, InvitedPanel.objects.by(maker), "created", settings.PANELS_PER_DAY, "panels", "invite")
    if InvitedPanel.objects.by(maker).open().count() >= MAX_OPEN:
        raise Refused(TOO_MANY)
    panel = InvitedPanel.objects.create(
        maker=maker, name=name, whom=whom, size=size, ends=ends, of_all_ideas=of_all_ideas
    )
    panel.ideas.set([] if of_all_ideas else ideas)
    return panel


def close_panel(panel: InvitedPanel) -> bool:
    """Take no more answers; what was said stays. False if it is closed already. It cannot be opened again."""
    return bool(InvitedPanel.objects.filter(pk=panel.pk, closed__isnull=True).update(closed=timezone.now()))


def close_panels_of(person: User) -> None:
    """When a person leaves: what they wrote of the groups goes, too."""
    theirs = InvitedPanel.objects.by(person)
    theirs.filter(closed__isnull=True).update(closed=timezone.now())
    theirs.update(name="A panel", whom="")


@transaction.atomic
def deal_in_panel(panel: InvitedPanel, player: Player, *, by_clock: bool) -> Challenge | None:
    """The card of this panel that the player has not answered yet, else a new one; None when the player has seen all.

    Raises Refused when the panel is closed or full, or the player's own."""
    lock(f"panel {panel.pk}")  # two requests at once must not take the last place twice, nor one player two cards
    check_seat(panel, player)
    still_open = open_card_in(panel, player)
    if still_open or cards_of(panel, player) >= MAX_IDEAS:
        return still_open
    return first_fair(player, least_dealt(panel, player), by_clock=by_clock, panel=panel)


def open_card_in(panel: InvitedPanel, player: Player) -> Challenge | None:
    return Challenge.everything.filter(panel=panel).open().held_by(player).with_ideas().first()


def cards_of(panel: InvitedPanel, player: Player) -> int:
    """How many cards of this panel the player was dealt."""
    return Challenge.everything.filter(panel=panel).of(player).count()


def check_seat(panel: InvitedPanel, player: Player) -> None:
    """Raises Refused when this player has no seat in the panel and can take none."""
    if not InvitedPanel.objects.of_good_makers().open().filter(pk=panel.pk).exists():
        raise Refused(PANEL_CLOSED)
    if player.person and player.person.pk == panel.maker_id:
        raise Refused(YOURS)
    cards = Challenge.everything.filter(panel=panel)
    if not cards.of(player).exists() and cards.seats() >= panel.size:
        raise Refused(FULL)


def least_dealt(panel: InvitedPanel, player: Player) -> list[int]:
    """The panel's ideas that this player knows nothing of, those with the fewest cards in the panel first."""
    unknown = GlanceStats.objects.offered().unknown_to(player)
    if not panel.of_all_ideas:
        unknown = unknown.filter(idea__in=panel.ideas.values("pk"))
    found = list(unknown.order_by(F("due").desc(), "idea").values_list("idea", flat=True)[:POOL])
    dealt = Challenge.everything.filter(panel=panel, idea__in=found).order_by().values_list("idea")
    counts: dict[int, int] = dict(dealt.annotate(n=Count("pk")))
    chance.shuffle(found)  # the order of equals
    return sorted(found, key=lambda idea: counts.get(idea, 0))
