"""Which card a player is dealt, with which lines, and how cheaply it is found."""

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from evaluations.panel.actions import deal
from evaluations.panel.models import Challenge, GlanceStats, Opening
from ideas.limits import DailyLimit
from ideas.models import Idea, Vote
from tests.evaluations.panel.cast import AUDIENCES, dealt, glance, make_ideas, player, stranger

pytestmark = pytest.mark.django_db


def test_lines_are_the_true_one_and_three_of_the_nearest_ideas_in_any_order() -> None:
    ideas = make_ideas(*AUDIENCES, "Very far away")
    places = set()
    for _ in range(12):
        card = dealt(player())
        assert card.truth == card.idea.audience and len(set(card.choices)) == 4
        places.add(card.place)
        if card.idea == ideas[0]:
            assert "Very far away" not in card.choices
    assert len(places) > 1


def test_idea_without_three_fair_lines_is_skipped_and_tried_again_later() -> None:
    ideas = make_ideas("Town clerks", "Clerks of a town", "Night nurses", "Beekeepers")
    assert deal(player(), by_clock=True) is None, "two lines that say the same are no choice"
    assert GlanceStats.objects.filter(rests_until__isnull=False).count() == 4
    Idea.objects.filter(pk=ideas[1].pk).update(audience="Court ushers")
    assert deal(player(), by_clock=True) is None
    GlanceStats.objects.update(rests_until=timezone.now())
    assert len(set(dealt(player()).choices)) == 4


def test_each_idea_comes_once_to_each_player_until_none_is_left() -> None:
    ideas = make_ideas()
    for who in (player(), stranger()):
        assert {glance(who).idea_id for _ in ideas} == {idea.pk for idea in ideas}
        assert deal(who, by_clock=True) is None


def test_card_is_not_dealt_twice_to_two_tabs() -> None:
    make_ideas()
    who = stranger()
    assert dealt(who) == dealt(who) and Challenge.objects.count() == 1


def test_limits_count_a_person_wherever_and_strangers_by_network(settings: Settings) -> None:
    make_ideas()
    settings.GLANCES_PER_HOUR_BY_ACCOUNT = settings.GLANCES_PER_DAY_BY_ADDRESS = 2
    who = player()
    for each in (who, who, stranger("192.0.2.9"), stranger("192.0.2.9")):
        glance(each)
    with pytest.raises(DailyLimit, match="2 cards in an hour"):
        deal(who, by_clock=True)
    with pytest.raises(DailyLimit, match="Sign in for more"):
        deal(stranger("192.0.2.9"), by_clock=True)
    assert deal(stranger("192.0.2.10"), by_clock=True)


def test_next_cards_are_read_off_an_index() -> None:
    make_ideas()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    rows = GlanceStats.objects.offered().unseen_by(player()).order_by("-due", "idea").values_list("idea")[:64]
    assert "standing_due" in rows.explain()


def test_card_keeps_which_share_of_the_ideas_its_person_had_left_open() -> None:
    ideas = make_ideas()
    who = player()
    assert who.person is not None
    assert dealt(who).left_open == 1.0
    glance(who)
    others = [idea for idea in ideas if not Challenge.objects.filter(idea=idea).exists()]
    Opening.objects.note(who.person, others[0])
    Opening.objects.note(who.person, others[1])
    Vote.objects.create(person=who.person, idea=others[1], ranks=True)
    Opening.objects.note(who.person, Challenge.objects.get().idea)
    assert dealt(who).left_open == pytest.approx(3 / 5), "of five not yet dealt; the one glanced at may be read"


def test_vote_that_is_taken_back_after_the_deal_opens_nothing_again() -> None:
    *others, last = make_ideas()
    who = player()
    assert who.person is not None
    Vote.objects.bulk_create(Vote(person=who.person, idea=idea, ranks=True) for idea in others)
    card = dealt(who)
    Vote.objects.all().delete()
    card.refresh_from_db()
    assert card.idea == last
    assert card.left_open == pytest.approx(1 / 6)


def test_own_ideas_and_those_of_strangers_shut_nothing_out() -> None:
    ideas = make_ideas()
    author = player(ideas[0].author)
    assert author.person is not None
    Opening.objects.note(author.person, ideas[0])
    assert dealt(author).left_open == 1.0
    assert dealt(stranger()).left_open == 1.0
