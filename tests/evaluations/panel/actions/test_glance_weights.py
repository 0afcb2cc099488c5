"""One person, one voice: whoever says the same of every idea is hardly heard, whoever glances all day not louder."""

import pytest
from django.db.models import Sum

from evaluations.panel.actions import recount, weigh
from evaluations.panel.models import Challenge, Glance, GlanceStats
from evaluations.panel.weights import WEEKLY_VOICE
from ideas.models import Answer
from tests.evaluations.panel.cast import glance, make_glance, make_ideas, player, stranger
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def test_whoever_says_no_to_everything_is_heard_less_and_the_ideas_are_counted_again() -> None:
    ideas = [make_idea() for _ in range(5)]
    for number, idea in enumerate(ideas):
        for _ in range(6):
            make_glance(idea, right=number < 3, would_use="yes" if number < 2 else "no")
    sinker = player()
    for idea in ideas:
        make_glance(idea, sinker, right=False, would_use="no", knows_product=True)
    recount()
    assert weigh() > 0
    theirs = Glance.objects.filter(person=sinker.person)
    assert all(each.weight is not None and each.weight < 0.5 for each in theirs)
    recount()
    assert GlanceStats.objects.get(idea=ideas[0]).n < 6.5
    assert weigh() == 0


def test_one_week_of_one_person_counts_for_ten_at_most() -> None:
    who = player()
    for _ in range(20):
        make_glance(make_idea(), who)
    weigh()
    assert Glance.objects.aggregate(all=Sum("weight"))["all"] <= WEEKLY_VOICE + 0.01 == 10.01


def test_whoever_lets_cards_go_by_until_their_own_comes_is_hardly_heard() -> None:
    who = player()
    pushed = make_glance(make_idea(), who)
    for _ in range(49):
        idea = make_idea()
        Challenge.objects.create(
            idea=idea, revision=1, address=who.address, choices=list("abcd"), place=0, by_clock=True, **who.columns
        )
    weigh()
    pushed.refresh_from_db()
    assert pushed.weight == pytest.approx(WEEKLY_VOICE / 50, abs=0.001)


def test_twenty_fresh_accounts_raise_nothing_until_their_glances_are_weighed() -> None:
    idea = make_ideas(author=make_person())[0]
    for _ in range(20):
        make_glance(idea, weight=None)
    recount()
    assert not Answer.objects.filter(idea=idea).exists()
    assert GlanceStats.objects.get(idea=idea).n == 20, "and other ideas are dealt meanwhile"
    weigh()
    recount()
    assert Answer.objects.get(idea=idea, question="obvious").n == 20


def test_new_glance_moves_no_answer_that_is_known_until_it_is_weighed() -> None:
    idea = make_idea()
    for _ in range(12):
        make_glance(idea)
    recount()
    before = Answer.objects.get(idea=idea, question="obvious")
    for who in (*(player() for _ in range(4)), stranger()):
        make_glance(idea, who, right=False, weight=None)
    recount()
    assert Answer.objects.get(idea=idea, question="obvious") == before
    weigh()
    recount()
    after = Answer.objects.get(idea=idea, question="obvious")
    assert after.lower is not None and before.lower is not None and after.lower < before.lower
    assert not Glance.objects.filter(weight=None).exists()


def test_answer_to_a_card_has_no_weight_before_it_is_weighed() -> None:
    make_ideas()
    for who in (player(), stranger()):
        said = glance(who)
        said.refresh_from_db()
        assert said.weight is None
        weigh()
        said.refresh_from_db()
        assert said.weight is not None and said.weight > 0


def test_nobody_has_glanced_and_nothing_moves() -> None:
    assert weigh() == 0


def test_whoever_shut_out_all_but_their_own_is_hardly_heard() -> None:
    pushed = make_glance(make_idea())
    Challenge.objects.update(left_open=0.02)
    weigh()
    pushed.refresh_from_db()
    assert pushed.weight == pytest.approx(0.02, abs=0.001)


def test_many_strangers_count_together_a_quarter_of_what_people_do() -> None:
    idea, untouched = make_idea(), make_idea()
    for _ in range(8):
        make_glance(idea)
        make_glance(untouched)
    strangers = [make_glance(idea, stranger()) for _ in range(40)]
    make_glance(untouched, stranger())
    recount()
    assert GlanceStats.objects.get(idea=idea).n == pytest.approx(8 + 40 * 0.2)
    assert weigh() >= 40
    recount()
    people = Glance.objects.filter(idea=idea, person__isnull=False).aggregate(all=Sum("weight"))["all"]
    assert GlanceStats.objects.get(idea=idea).n == pytest.approx(people * 1.25, abs=0.01)
    assert weigh() == 0, "and it is stable"
    make_glance(idea, stranger())
    assert weigh() == len(strangers) + 1
