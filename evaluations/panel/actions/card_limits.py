"""How many cards one player is dealt. Rows are counted, so nothing resets when a cache is lost."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from evaluations.panel.models import Challenge, Player
from ideas.limits import DailyLimit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hold(player: Player) -> None:
    """Until the end of the transaction no other card is dealt to this player."""
    lock(player.name)


def lock(name: str) -> None:
    """One transaction at a time for each name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def check_cards(player: Player) -> None:
    """Raises DailyLimit when one card more is too many."""
    dealt = Challenge.objects.counted_for(player)
    for age, most, span in ((HOUR, most_per_hour(player), "an hour"), (DAY, most_per_day(player), "24 hours")):
        if dealt.since(age).count() >= most:
            whose = "an account" if player.person else "an address without an account"
            more = "Please come back later." if player.person else "Sign in for more, or come back later."
            cards = "1 card in {} is" if most == 1 else f"{most} cards in {{}} are"
            raise DailyLimit(f"{cards.format(span)} the most for {whose}. {more}")


def most_per_hour(player: Player) -> int:
    return settings.GLANCES_PER_HOUR_BY_ACCOUNT if player.person else settings.GLANCES_PER_HOUR_BY_ADDRESS


def most_per_day(player: Player) -> int:
    return settings.GLANCES_PER_DAY_BY_ACCOUNT if player.person else settings.GLANCES_PER_DAY_BY_ADDRESS
