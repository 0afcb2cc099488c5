"""The person concerned appeals once against an act; another moderator decides, and granting undoes it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from evaluations.panel.actions import (
    NewClaim,
    Refused,
    appeal,
    claim,
    decide_appeal,
    hide_claim,
    hide_stance,
    suspend,
    take_stance,
)
from ideas import actions
from ideas.models import Appeal, ModerationAct
from marketplace.accounts.models import User
from tests.factories import BECAUSE, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db


def make_claim() -> Any:
    return claim(make_person(), make_idea(), NewClaim("Sorter", "Lab", "https://example.org/", by_frontier_lab=True))


ACTS: dict[str, tuple[Callable[[], Any], Callable[..., bool], Callable[[Any], object]]] = {
    "idea": (make_idea, actions.hide, lambda thing: thing.hidden),
    "comments": (make_idea, actions.lock, lambda thing: thing.comments_locked),
    "comment": (make_comment, actions.hide, lambda thing: thing.hidden),
    "claim": (make_claim, hide_claim, lambda thing: thing.hidden),
    "stance": (
        lambda: take_stance(make_person(), make_claim(), upholds=True, reason="Yes."),
        hide_stance,
        lambda thing: thing.hidden,
    ),
    "votes": (make_person, actions.flag, lambda thing: thing.flagged),
    "person": (make_person, suspend, lambda thing: thing.suspended),
}


@pytest.fixture
def mo() -> User:
    return make_person("mo", staff=True)


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("name", ACTS)
def test_granting_undoes_the_act_and_refusing_lets_it_stand(name: str, granted: bool, mo: User) -> None:
    make, act, is_done = ACTS[name]
    thing = make()
    act(mo, thing, BECAUSE)
    row = ModerationAct.objects.get()
    assert row.person
    made, other = appeal(row.person, row, "It was a joke."), make_person(staff=True)
    assert decide_appeal(other, made, BECAUSE, granted=granted)
    thing.refresh_from_db()
    assert bool(is_done(thing)) is not granted
    verbs = list(ModerationAct.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[1] == ("grant" if granted else "refuse") and len(verbs) == (3 if granted else 2)
    made.refresh_from_db()
    assert (made.decided_by, made.answer) == (other, BECAUSE.note)
    assert not decide_appeal(other, made, BECAUSE, granted=not granted)


def test_moderator_who_acted_decides_only_where_there_is_no_other(mo: User) -> None:
    person = make_person()
    suspend(mo, person, BECAUSE)
    made = appeal(person, ModerationAct.objects.get(), "Not me.")
    other = make_person(staff=True)
    with pytest.raises(PermissionDenied, match="another moderator decides"):
        decide_appeal(mo, made, BECAUSE, granted=True)
    User.objects.filter(pk=other.pk).update(is_staff=False)
    assert decide_appeal(mo, made, BECAUSE, granted=True)


def test_appeal_is_made_once_and_by_the_person_concerned(mo: User) -> None:
    comment = make_comment()
    actions.hide(mo, comment, BECAUSE)
    act = ModerationAct.objects.get()
    for outsider in (make_person(), comment.idea.author, mo):
        with pytest.raises(PermissionDenied):
            appeal(outsider, act, "Mine.")
    made = appeal(comment.author, act, "Mine.")
    with pytest.raises(Refused, match="already"):
        appeal(comment.author, act, "Mine again.")
    for outsider in (comment.author, make_person()):
        with pytest.raises(PermissionDenied):
            decide_appeal(outsider, made, BECAUSE, granted=True)
    assert Appeal.objects.open().count() == 1


def test_what_undoes_something_is_not_appealed(mo: User) -> None:
    comment = make_comment()
    actions.hide(mo, comment, BECAUSE), actions.show(mo, comment, BECAUSE)
    with pytest.raises(PermissionDenied):
        appeal(comment.author, ModerationAct.objects.order_by("-pk")[0], "Thanks.")


def test_postgres_wants_the_time_of_a_decision(mo: User) -> None:
    person = make_person()
    suspend(mo, person, BECAUSE)
    act = ModerationAct.objects.get()
    for wrong in ({"state": "granted"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(**{"act": act, "text": "No."} | wrong)
