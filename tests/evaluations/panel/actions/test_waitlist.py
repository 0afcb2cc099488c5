"""The waitlist: whose address counts, and that others' addresses cannot be pestered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.moments.actions.notices import addresses_for
from evaluations.panel.actions import (
    Refused,
    ask_to_confirm,
    forget_unconfirmed,
    join,
    leave,
    recount,
    send_confirmations,
)
from evaluations.panel.actions.waitlist import confirm
from evaluations.panel.models import Waiting
from evaluations.panel.models.waitlist import CONFIRM
from evaluations.prototypes.models import Try
from ideas.models import Answer, Idea
from tests.evaluations.panel.cast import make_glance, player
from tests.factories import make_idea, make_person, make_revision, make_run

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


def wanted(idea: Idea) -> float:
    recount()
    point = Answer.objects.get(idea=idea, question="wanted").point
    assert point is not None
    return point


def test_typed_address_counts_for_nothing_and_is_forgotten_after_a_week() -> None:
    idea = make_idea()
    ask_to_confirm("Eve@Example.org", idea, HERE)
    send_confirmations(timezone.now())
    assert not Waiting.objects.for_idea(idea).confirmed().exists()
    assert "eve@example.org" not in addresses_for(idea)
    Waiting.objects.update(asked=timezone.now() - timedelta(days=8))
    assert forget_unconfirmed() == 1
    assert not Waiting.objects.exists()


def test_person_joins_once_and_is_told_of_the_moment() -> None:
    idea, person = make_idea(), make_person()
    for _ in range(2):
        join(person, idea)
    assert sorted(addresses_for(idea)) == sorted([idea.author.email, person.email])
    leave(person, idea)
    assert addresses_for(idea) == [idea.author.email]


def test_author_unconfirmed_and_closed_are_refused() -> None:
    idea = make_idea()
    closed = make_idea(published=False)
    for person, which in ((idea.author, idea), (make_person(confirmed=False), idea), (make_person(), closed)):
        with pytest.raises(Refused):
            join(person, which)
    assert not Waiting.objects.exists()


def test_joining_counts_for_those_who_would_use_it_and_would_not_say_they_pay() -> None:
    idea = make_idea()
    people = [make_person() for _ in range(12)]
    for person, use in zip(people, ["yes"] * 6 + ["no"] * 6, strict=True):
        make_glance(idea, player(person), would_use=use, would_pay="nothing")
    assert wanted(idea) == 0
    for person in [*people[3:9], make_person()]:
        join(person, idea)
    assert wanted(idea) == pytest.approx(3 / 12)
    leave(people[3], idea)
    assert wanted(idea) == pytest.approx(2 / 12)


def test_any_number_of_plus_addresses_changes_no_answer() -> None:
    idea = make_idea()
    for person in [make_person() for _ in range(12)]:
        make_glance(idea, player(person), would_use="yes", would_pay="nothing")
    assert wanted(idea) == 0
    before = list(Answer.objects.filter(idea=idea).order_by("question").values("question", "lower", "n"))
    for number in range(30):
        row = Waiting.objects.create(idea=idea, address=f"eve+{number}@example.org")
        confirm(row.token(CONFIRM))
    assert Waiting.objects.for_idea(idea).confirmed().count() == 30
    assert wanted(idea) == 0, "only who has glanced at it counts by joining"
    assert list(Answer.objects.filter(idea=idea).order_by("question").values("question", "lower", "n")) == before


def test_returning_counts_people_who_try_the_demo_on_another_day() -> None:
    idea = make_idea()
    run = make_run(make_revision(idea))
    again, once = make_person(), make_person()
    now = timezone.now()
    for person, days in ((again, 0), (again, 2), (once, 0), (once, 0), (idea.author, 0), (idea.author, 3), (None, 0)):
        attempt = Try.objects.create(idea=idea, run=run, person=person, address="", until=now)
        Try.objects.filter(pk=attempt.pk).update(created=now - timedelta(days=days))
    assert Try.objects.returning(idea) == {"n": 2, "again": 1}
