"""What a player says they know, from when on it counts, and what those inside say of an idea."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.panel.actions import Refused, cards, deal, recount, say_fields, weigh
from evaluations.panel.models import Challenge, FieldVoices, GlanceStats, KnownFields, Player, Waiting, inside_of
from evaluations.panel.models.known_fields import COUNTS_AFTER
from ideas.actions import edit_idea
from ideas.models import Answer, Idea
from tests.evaluations.panel.cast import dealt, make_glance, make_ideas, make_known, player, stranger
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def counting(who: Player, days: float = 0) -> list[str]:
    assert who.person
    return KnownFields.objects.get(person=who.person).counting(timezone.now() + timedelta(days=days))


def says(who: Player, *fields: str) -> None:
    assert who.person
    say_fields(who.person, fields)


def shopkeeper() -> Player:
    who = player()
    says(who, "shops")
    return who


def inside(idea: Idea, times: int, **said: Any) -> None:
    """So many glances of people who had said before that they work there."""
    for _ in range(times):
        glance = make_glance(idea, **said)
        Challenge.objects.filter(glance=glance).update(inside=True)


def crowd_of_a_field(people: int, *fields: str) -> None:
    """So many people whose weight is known, who said so long ago."""
    for _ in range(people):
        say_fields(make_known(), fields)
    weigh()


def test_first_thing_said_counts_at_once_and_what_is_added_after_a_week() -> None:
    who = shopkeeper()
    assert counting(who) == ["shops"]
    says(who, "shops", "law")
    assert counting(who) == ["shops"]
    assert counting(who, COUNTS_AFTER.days + 1) == ["shops", "law"]


def test_what_is_taken_away_stops_at_once_and_coming_back_takes_a_week() -> None:
    who = shopkeeper()
    says(who)
    assert counting(who) == counting(who, 30) == []
    says(who, "shops")
    assert counting(who) == [] and counting(who, COUNTS_AFTER.days + 1) == ["shops"]


def test_saying_the_same_again_changes_nothing() -> None:
    who = shopkeeper()
    says(who, "shops", "law")
    before = KnownFields.objects.values().get()
    says(who, "law", "shops")
    assert KnownFields.objects.values().get() == before


@pytest.mark.parametrize("fields", [["shops", "law", "care", "teaching"], ["wizardry"], ["shops", "\x00"]])
def test_more_than_three_or_another_field_is_refused(fields: list[str]) -> None:
    with pytest.raises(Refused):
        say_fields(make_person(), fields)
    assert not KnownFields.objects.exists()


def test_database_refuses_what_is_not_in_the_list() -> None:
    for wrong in (["wizardry"], ["shops", "law", "care", "teaching"]):
        with pytest.raises(IntegrityError), transaction.atomic():
            KnownFields.objects.create(person=make_person(), fields=wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=make_idea().pk).update(work_fields=["wizardry"])


def test_inside_is_who_had_said_so_before_the_card_was_dealt() -> None:
    ideas = make_ideas()
    Idea.objects.update(work_fields=["shops"])
    early, late = shopkeeper(), player()
    assert dealt(early).inside
    card = dealt(late)
    says(late, "shops")
    card.refresh_from_db()
    assert not card.inside and not dealt(stranger()).inside
    assert len(ideas) == 6


def test_card_of_an_idea_for_everybody_or_for_others_is_outside() -> None:
    make_ideas()
    who = shopkeeper()
    assert not dealt(who).inside
    Idea.objects.update(work_fields=["law", "care"])
    other = player()
    says(other, "teaching")
    assert not dealt(other).inside


def test_cards_for_ones_own_field_come_now_and_then_and_the_others_are_not_starved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs, *_ = make_ideas()
    Idea.objects.filter(pk=theirs.pk).update(work_fields=["shops"])
    GlanceStats.objects.filter(idea=theirs).update(due=0.0)
    monkeypatch.setattr(cards, "FOR_THEIRS", 1.0)
    assert dealt(shopkeeper()).idea == theirs
    GlanceStats.objects.filter(idea=theirs).update(asked_inside=1_000.0)
    who = shopkeeper()
    seen = [dealt(who).idea]
    Challenge.objects.update(answered=timezone.now())
    while card := deal(who, by_clock=True):
        seen.append(card.idea)
        Challenge.objects.update(answered=timezone.now())
    assert len(seen) == 6, "with enough of those inside, and without any left, cards come as to everybody"


def test_new_fields_of_an_idea_begin_a_revision_so_that_no_old_glance_is_inside() -> None:
    author = make_person()
    idea = make_idea(author)
    inside(idea, 20)
    edited = edit_idea(author, idea, {"work_fields": ["law"]}, idea.tag_names)
    assert edited.revision == idea.revision + 1
    found = inside_of(edited)
    assert found and (found.people, found.others, found.asked) == (0, 0, 0)


def test_idea_for_shops_is_wanted_by_those_who_work_there() -> None:
    crowd_of_a_field(60, "shops")
    idea = make_idea(work_fields=["shops"])
    for _ in range(30):
        make_glance(idea, would_pay="nothing")
    inside(idea, 9)
    inside(idea, 6, would_use="no", would_pay="nothing")
    recount()
    wanted = Answer.objects.get(idea=idea, question="wanted")
    assert wanted.clears and wanted.floor > 0.1 and wanted.n == 15
    assert "9 of 15 who work in shops and selling" in wanted.basis and "0 of 30 others" in wanted.basis
    Idea.objects.filter(pk=idea.pk).update(work_fields=[])
    make_glance(idea, would_pay="nothing")
    recount()
    assert not Answer.objects.filter(idea=idea, question="wanted", floor__gt=0.1).exists()


def test_floor_is_higher_where_few_people_said_the_field_and_follows_them() -> None:
    crowd_of_a_field(10, "shops")
    idea = make_idea(work_fields=["shops"])
    inside(idea, 15)
    for _ in range(60):
        make_glance(idea, would_pay="nothing")
    recount()
    first = inside_of(idea)
    assert first and first.floor == 0.5
    crowd_of_a_field(30, "shops")
    assert FieldVoices.objects.get(field="shops").voices == 40
    recount()
    later = inside_of(idea)
    assert later and later.floor == 0.2 == Answer.objects.get(idea=idea, question="wanted").floor


def test_large_field_beside_a_small_one_does_not_lower_its_floor() -> None:
    crowd_of_a_field(30, "shops")
    crowd_of_a_field(8, "law")
    found = inside_of(make_idea(work_fields=["shops", "law"]))
    assert found and found.floor == pytest.approx(5 / 8)


def test_flagged_and_unknown_people_are_no_voices_of_their_field() -> None:
    crowd_of_a_field(6, "shops")
    say_fields(make_known(make_person(flagged=timezone.now())), ["shops"])
    say_fields(make_person(), ["shops"])
    weigh()
    assert FieldVoices.objects.get(field="shops").voices == 6


def test_who_waits_for_it_counts_inside_as_paying() -> None:
    idea = make_idea(work_fields=["shops"])
    who = shopkeeper()
    glance = make_glance(idea, who, would_pay="nothing")
    Challenge.objects.filter(glance=glance).update(inside=True)
    Waiting.objects.create(idea=idea, address="a@example.org", person=who.person, confirmed=timezone.now())
    found = inside_of(idea)
    assert found and (found.yes, found.people, found.would) == (1, 1, 1.0)
