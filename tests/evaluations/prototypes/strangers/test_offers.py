"""The lot says to which idea somebody gives an example that decides. The cast: Alice the author, Bob who is drawn."""

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given as for_any
from hypothesis import strategies as st

from evaluations.prototypes.models import StrangersExample
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.give import NotGivable, give
from evaluations.prototypes.strangers.judge import deal, judge
from evaluations.prototypes.strangers.offers import LASTS, SALT, WANTED, Offered, chance, offer, offered_by, place_of
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import unlike

from .cast import agreed, given

ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]
NEW = "the lamp in front of my house stays dark"
FEW = 5  # people, so that everybody is drawn for every idea
KEYS = st.integers(1, 10**12)


@pytest.fixture
def idea() -> Idea:
    return posted(make_person("alice"))


def posted(author: User) -> Idea:
    return publish(author, make_idea(author, published=False), ROWS)


def offered_to(person: User, *ideas: Idea) -> Offered:
    found = offer(person, [[idea.pk for idea in ideas]], FEW)
    assert found
    return found


@for_any(KEYS, KEYS, st.sampled_from(["2026-1", "2026-53"]))
def test_place_is_a_share_and_the_same_each_time(person: int, idea: int, week: str) -> None:
    assert 0 <= place_of(person, idea, week) < 1
    assert place_of(person, idea, week) == place_of(person, idea, week)


@for_any(st.integers(0, 10**9), st.integers(0, 10**9))
def test_chance_draws_as_many_as_are_wanted_and_never_more_of_more_people(people: int, more: int) -> None:
    assert 0 < chance(people) <= 1
    assert chance(people + more) <= chance(people)
    if people >= WANTED:
        assert people * chance(people) == pytest.approx(WANTED)
    else:
        assert chance(people) == 1


def test_lot_is_even_and_another_for_each_person_idea_and_week() -> None:
    places = [place_of(person, 1, "2026-1") for person in range(4_000)]
    assert sum(place < 0.03 for place in places) == pytest.approx(120, abs=40)
    others = [place_of(1, 1, "2026-1"), place_of(1, 2, "2026-1"), place_of(2, 1, "2026-1"), place_of(1, 1, "2026-2")]
    assert len(set(others)) == 4


@pytest.mark.django_db
def test_offer_is_the_same_however_often_it_is_asked_for(idea: Idea) -> None:
    others, bob = [posted(make_person()) for _ in range(3)], make_person("bob")
    first = offered_to(bob, idea, *others).idea
    assert {offered_to(bob, *others, idea).idea for _ in range(3)} == {first}
    give(bob, first, NEW, "roads", is_offered=True)
    assert offered_to(bob, idea, *others).idea != first, "the next one, because the first has its example"


@pytest.mark.django_db
def test_another_week_is_another_lot(idea: Idea, monkeypatch: pytest.MonkeyPatch) -> None:
    ideas, bob = [idea, *(posted(make_person()) for _ in range(3))], make_person("bob")
    now, seen = timezone.now(), set()
    for week in range(12):
        then = now + timedelta(weeks=week)
        monkeypatch.setattr(timezone, "now", lambda then=then: then)
        seen.add(offered_to(bob, *ideas).idea)
    assert len(seen) > 1


@pytest.mark.django_db
def test_few_of_many_people_are_drawn_and_all_of_few(idea: Idea) -> None:
    people = [make_person() for _ in range(40)]
    assert all(offer(person, [[idea.pk]], FEW) for person in people)
    assert sum(bool(offer(person, [[idea.pk]], 10 * len(people))) for person in people) < len(people) / 4


@pytest.mark.django_db
def test_first_pool_goes_first_and_an_empty_one_is_passed_over(idea: Idea) -> None:
    other, bob = posted(make_person()), make_person("bob")
    found = offer(bob, [[], [other.pk], [idea.pk]], FEW)
    assert found and found.idea == other


@pytest.mark.django_db
def test_author_giver_judge_and_new_accounts_are_offered_nothing(idea: Idea) -> None:
    row = given(idea, NEW, "roads")
    brought = given(idea, unlike(50), "tax", brought=True)
    judges = make_person()
    judge(judges, row, "roads")
    outsiders = [idea.author, row.giver, brought.giver, judges, make_person(confirmed=False), make_person(days_old=0.5)]
    assert [offer(person, [[idea.pk]], FEW) for person in outsiders] == [None] * 6
    token = offered_to(make_person(), idea).token
    assert not any(offered_by(token, person) for person in outsiders), "it is somebody else's"


@pytest.mark.django_db
def test_used_old_and_forged_offers_are_none(idea: Idea, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = make_person("bob")
    token = offered_to(bob, idea).token
    kept = offered_by(token, bob)
    assert kept and kept.idea == idea
    too_late = time.time() + LASTS + 60
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: too_late)
        assert offered_by(token, bob) is None
    for forged in ("", "x", f"{token}x", signing.dumps([idea.pk, bob.pk]), signing.dumps("x", salt=SALT)):
        assert offered_by(forged, bob) is None
    assert offered_by(signing.dumps([idea.pk, idea.author_id], salt=SALT), idea.author) is None, "one's own idea"
    give(bob, idea, NEW, "roads", is_offered=True)
    assert offered_by(token, bob) is None


@pytest.mark.django_db
def test_one_offer_is_one_example_also_in_the_database(idea: Idea) -> None:
    row, seen = given(idea, NEW, "roads"), make_person()
    judge(seen, row, "roads")
    for person in (row.giver, seen):
        with pytest.raises(NotGivable, match="no more"):
            give(person, idea, unlike(50), "tax", is_offered=True)
    text = {"task": "classify", "input": "in", "expected": "tax"}
    with pytest.raises(IntegrityError, match="strangers_offered_once"), transaction.atomic():
        StrangersExample.objects.create(idea=idea, giver=row.giver, is_offered=True, **text)


@pytest.mark.django_db
def test_twelve_easy_rows_of_four_puppets_count_apart_and_not_towards_the_twelve(idea: Idea) -> None:
    puppets = [make_person() for _ in range(4)]
    for number in range(12):
        agreed(idea, unlike(50 + number), "tax", by=puppets[number % 4], brought=True)
    assert StrangersExample.objects.counts(idea) == {"in_set": 0, "brought": 12, "waiting": 0, "unclear": 0}
    agreed(idea, unlike(70), "tax")
    assert StrangersExample.objects.counts(idea)["in_set"] == 1


@pytest.mark.django_db
def test_flood_of_brought_rows_neither_keeps_offered_ones_out_nor_is_dealt_before_them(
    idea: Idea, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.prototypes.strangers.give.MAX_WAITING", 3)
    for number in range(3):
        given(idea, unlike(50 + number), "tax", brought=True)
    with pytest.raises(NotGivable, match="wait for judges"):
        given(idea, unlike(60), "tax", brought=True)
    row = given(idea, unlike(61), "tax")
    for _ in range(5):
        dealt = deal(make_person())
        assert dealt and dealt.row == row
