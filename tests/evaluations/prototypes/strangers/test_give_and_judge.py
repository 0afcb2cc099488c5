"""From a given row to the strangers' set. Who may give and judge, and what decides."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from pytest_django import Settings

from evaluations.prototypes.models import StrangersExample, StrangersVerdict
from evaluations.prototypes.publish import publish
from evaluations.prototypes.strangers.give import NotGivable, give
from evaluations.prototypes.strangers.judge import NotJudgeable, deal, dealt_by, judge
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import unlike

from .cast import agreed, given

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]
NEW = "the lamp in front of my house stays dark"


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def idea(alice: User) -> Idea:
    return publish(alice, make_idea(alice, published=False), ROWS)


def test_row_that_two_judges_answer_as_its_giver_enters_the_set(idea: Idea) -> None:
    row = given(idea, NEW, "Roads ")
    assert (row.state, row.expected) == ("waiting", "roads")
    assert judge(make_person(), row, "ROADS") == "waiting"
    assert judge(make_person(), row, " roads") == "agreed"
    row.refresh_from_db()
    assert row.is_in_set and row.decided


def test_third_judge_decides_where_two_differ(idea: Idea) -> None:
    for last, state in (("roads", "agreed"), ("tax", "unclear")):
        row = given(idea, f"{NEW} {unlike(len(last) + 30)}", "roads")
        assert judge(make_person(), row, "roads") == "waiting"
        assert judge(make_person(), row, "") == "waiting"
        assert judge(make_person(), row, last) == state
    assert StrangersExample.objects.counts(idea) == {"in_set": 1, "brought": 0, "waiting": 0, "unclear": 1}


def test_personal_data_is_refused_with_its_field_and_not_stored(idea: Idea) -> None:
    for text, expected, field in ((f"{NEW}, ada@example.org", "roads", "input"), (NEW, "+49 30 1234567", "expected")):
        with pytest.raises(NotGivable, match="Nothing was stored") as refusal:
            given(idea, text, expected)
        assert refusal.value.field == field
    assert not StrangersExample.objects.exists()


def test_label_that_the_author_does_not_use_is_refused_with_those_there_are(idea: Idea) -> None:
    with pytest.raises(NotGivable, match='"roads", "tax"') as refusal:
        given(idea, NEW, "lamps")
    assert refusal.value.field == "expected"


def test_copies_of_the_authors_rows_and_of_given_ones_are_refused(idea: Idea) -> None:
    copied, expected = ROWS[3]
    for text in (copied, copied.upper(), f"{copied} please"):
        with pytest.raises(NotGivable, match="The idea has an example"):
            given(idea, text, expected)
    given(idea, NEW, "roads")
    with pytest.raises(NotGivable, match="Somebody has given"):
        given(idea, NEW.upper(), "roads")


def test_author_and_accounts_that_do_not_count_give_nothing(idea: Idea, alice: User) -> None:
    suspended = make_person()
    flagged = make_person()
    User.objects.filter(pk=suspended.pk).update(suspended=suspended.date_joined)
    User.objects.filter(pk=flagged.pk).update(flagged=flagged.date_joined)
    for person in (alice, suspended):
        with pytest.raises(PermissionDenied):
            give(person, idea, NEW, "roads")
    for person in (flagged, make_person(confirmed=False)):
        with pytest.raises(NotGivable):
            give(person, idea, NEW, "roads")


def test_ideas_that_cannot_be_measured_take_no_rows(idea: Idea, alice: User) -> None:
    with pytest.raises(NotOpen):
        given(make_idea(), NEW, "roads")
    shown = publish(alice, make_idea(alice, published=False), ROWS, task="answer", scorer="unchecked")
    with pytest.raises(NotOpen):
        given(shown, NEW, "roads")
    Idea.objects.filter(pk=idea.pk).update(state="unpublished", published=None)
    with pytest.raises(NotOpen):
        given(idea, NEW, "roads")


def test_judge_is_neither_author_nor_giver_and_judges_once(idea: Idea, alice: User) -> None:
    bob, carol = make_person(), make_person()
    row = given(idea, NEW, "roads", by=bob)
    for person in (alice, bob):
        assert deal(person) is None
        with pytest.raises(PermissionDenied):
            judge(person, row, "roads")
    judge(carol, row, "roads")
    assert deal(carol) is None
    with pytest.raises(NotJudgeable, match="already"):
        judge(carol, row, "roads")
    with pytest.raises(IntegrityError), transaction.atomic():
        StrangersVerdict.objects.create(example=row, judge=carol, answer="tax", agrees=False)


def test_new_and_unconfirmed_accounts_do_not_judge(idea: Idea) -> None:
    row = given(idea, NEW, "roads")
    for person in (make_person(confirmed=False), make_person(days_old=0.5)):
        with pytest.raises(NotJudgeable, match="a day old"):
            judge(person, row, "roads")
    assert not row.verdicts.exists()


def test_decided_row_takes_no_more_verdicts(idea: Idea) -> None:
    row = agreed(idea, NEW, "roads")
    with pytest.raises(NotJudgeable, match="decided meanwhile"):
        judge(make_person(), row, "tax")
    assert row.verdicts.count() == 2


def test_caps_of_the_day_hold(idea: Idea, settings: Settings) -> None:
    settings.STRANGERS_EXAMPLES_PER_DAY = settings.STRANGERS_VERDICTS_PER_DAY = 1
    bob, carol = make_person(), make_person()
    first, second = given(idea, NEW, "roads", by=bob), given(idea, unlike(50), "tax")
    judge(carol, first, "roads")
    with pytest.raises(DailyLimit):
        judge(carol, second, "tax")
    with pytest.raises(DailyLimit):
        given(idea, unlike(51), "tax", by=bob, brought=True)


def test_rows_of_one_giver_beyond_three_wait_for_others(idea: Idea) -> None:
    bob = make_person()
    for number in range(5):
        agreed(idea, unlike(60 + number), "tax", by=bob, brought=True)
    rows = StrangersExample.objects.by(bob).order_by("pk")
    assert [row.is_in_set for row in rows] == [True] * 3 + [False] * 2
    for number in range(17):
        agreed(idea, unlike(80 + number), "roads", brought=True)
    assert all(row.is_in_set for row in rows.all())


def test_dealt_row_is_the_same_until_judged_and_its_token_is_for_one_person(idea: Idea) -> None:
    for number in range(6):
        given(idea, unlike(60 + number), "tax")
    bob, carol = make_person(), make_person()
    seen = []
    while dealt := deal(bob):
        again = deal(bob)
        assert again and again.row == dealt.row
        seen.append(dealt.row.pk)
        assert dealt_by(dealt.token, carol) is None and dealt_by("forged", bob) is None
        found = dealt_by(dealt.token, bob)
        assert found and found.row == dealt.row
        judge(bob, dealt.row, "tax")
    assert sorted(seen) == sorted(StrangersExample.objects.values_list("pk", flat=True))


def test_rows_of_a_giver_in_bad_standing_are_not_dealt(idea: Idea) -> None:
    bob = make_person()
    given(idea, NEW, "roads", by=bob)
    User.objects.filter(pk=bob.pk).update(flagged=bob.date_joined)
    assert deal(make_person()) is None


def test_row_of_another_task_rests(idea: Idea, alice: User) -> None:
    row = given(idea, NEW, "roads")
    publish(alice, idea, ROWS, task="answer")
    assert deal(make_person()) is None
    with pytest.raises(NotJudgeable):
        judge(make_person(), row, "roads")


def test_objects_are_compared_as_the_idea_compares_them(alice: User) -> None:
    rows = [(unlike(number), f'{{"street": "{unlike(number)[:5]}"}}') for number in range(9)]
    idea = publish(alice, make_idea(alice, published=False), rows)
    row = given(idea, NEW, '{"street":   "Mill"}')
    with pytest.raises(NotJudgeable, match="JSON object"):
        judge(make_person(), row, "Mill")
    judge(make_person(), row, '{ "street": "mill" }')
    assert judge(make_person(), row, '{"street": "Mill"}') == "agreed"
