"""Accounts that count nothing elsewhere count nothing in the strangers' set, and the number follows."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from evaluations.prototypes.models import ExampleRevision, Run, StrangersExample, StrangersTrial, StrangersVerdict
from evaluations.prototypes.publish import publish
from evaluations.prototypes.results.strangers import renew_strangers
from evaluations.prototypes.scorers import VERSION
from evaluations.prototypes.strangers.judge import deal, judge
from evaluations.prototypes.strangers.settle import weigh
from evaluations.prototypes.tasks import weigh_strangers
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.evaluations.prototypes.runs.tried import baseline, tried
from tests.factories import make_idea, make_person
from tests.sentences import unlike

from .cast import agreed, given

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(40)]


@pytest.fixture
def idea() -> Idea:
    alice = make_person("alice")
    return publish(alice, make_idea(alice, published=False), ROWS)


def counts_nothing(person: User, **columns: object) -> None:
    User.objects.filter(pk=person.pk).update(**columns)


def counts_again(person: User) -> None:
    User.objects.filter(pk=person.pk).update(suspended=None, flagged=None, confirmed=person.confirmed)


def measured_with(idea: Idea, bob: User) -> Run:
    """Eleven rows of others, which the run has wrong, and one of Bob, which it has right."""
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision
    Run.objects.of_revision(revision).delete()  # the planned ones
    baseline(revision, 10)
    run = tried(revision, 38)
    for number in range(12):
        row = agreed(idea, unlike(50 + number), "tax", by=bob if number < 1 else None)
        StrangersTrial.objects.keep(run, row.pk, float(number < 1), VERSION)
    renew_strangers(run)
    return run


@pytest.mark.parametrize("columns", [{"suspended": timezone.now()}, {"flagged": timezone.now()}, {"confirmed": None}])
def test_rows_of_a_giver_who_counts_nothing_leave_and_the_number_is_measured_again(
    idea: Idea, columns: dict[str, object]
) -> None:
    bob = make_person("bob")
    run = measured_with(idea, bob)
    assert (run.strangers_n, run.strangers_score) == (12, 1 / 12)
    counts_nothing(bob, **columns)
    assert weigh() == 1
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score, run.strangers_decide) == (11, 0.0, False)
    assert StrangersExample.objects.counts(idea)["in_set"] == 11
    counts_again(bob)
    assert weigh() == 1
    run.refresh_from_db()
    assert (run.strangers_n, run.strangers_score) == (12, 1 / 12)


def test_verdict_of_a_judge_who_counts_nothing_lets_the_row_wait_again(idea: Idea) -> None:
    row, eve = given(idea, unlike(50), "tax"), make_person("eve")
    judge(eve, row, "tax")
    assert judge(make_person(), row, "tax") == "agreed"
    counts_nothing(eve, suspended=timezone.now())
    assert weigh() == 1
    row.refresh_from_db()
    assert (row.state, row.is_in_set, row.decided) == ("waiting", False, None)
    assert judge(make_person(), row, "tax") == "agreed"


def test_nobody_judges_an_idea_to_which_they_gave(idea: Idea) -> None:
    bob = make_person("bob")
    given(idea, unlike(50), "tax", by=bob)
    row = given(idea, unlike(51), "tax")
    assert deal(bob) is None
    with pytest.raises(PermissionDenied):
        judge(bob, row, "tax")
    assert not StrangersVerdict.objects.exists()


def test_two_judges_who_always_agree_with_one_giver_only_are_one(idea: Idea) -> None:
    ring, first, second = make_person("ring"), make_person(), make_person()
    rows = [given(idea, unlike(50 + number), "tax", by=ring, brought=True) for number in range(3)]
    for row in rows:
        judge(first, row, "tax")
        judge(second, row, "tax")
    assert set(StrangersExample.objects.values_list("state", flat=True)) == {"waiting"}
    assert judge(make_person(), rows[0], "tax") == "agreed"
    other = given(idea, unlike(60), "roads")
    judge(first, other, "roads")
    assert StrangersExample.objects.counts(idea)["brought"] == 3, "one of them has agreed with another giver, too"


def test_judge_who_clicks_by_lot_loses_weight_and_their_rows_wait_again(idea: Idea) -> None:
    careless = make_person("careless")
    for number in range(12):
        row = given(idea, unlike(50 + number), "tax")
        judge(careless, row, "tax" if number % 2 else "roads")
        judge(make_person(), row, "tax")
        if row.verdicts.filter(agrees=False).exists():
            judge(make_person(), row, "tax")
    weigh_strangers()
    theirs = StrangersVerdict.objects.by(careless).values_list("weight", flat=True)
    assert max(theirs) < 0.5
    assert StrangersVerdict.objects.weight_of(careless) < 0.5
    assert StrangersExample.objects.counts(idea)["in_set"] == 6


def test_quiet_site_weighs_nothing_again(idea: Idea) -> None:
    agreed(idea, unlike(50), "tax")
    weigh()
    StrangersVerdict.objects.update(weight=0.5)
    assert weigh() == 0
    assert set(StrangersVerdict.objects.values_list("weight", flat=True)) == {0.5}


def test_rows_of_nearest_ideas_are_dealt_first(idea: Idea) -> None:
    for number in range(8):
        given(idea, unlike(50 + number), "tax")
    alice = idea.author
    near = publish(alice, make_idea(alice, published=False), ROWS)
    row = given(near, unlike(60), "tax")
    carol = make_person("carol")
    dealt = deal(carol, [near.pk])
    assert dealt and dealt.row == row
    judge(carol, row, "tax")
    other = deal(carol, [near.pk])
    assert other and other.row.idea == idea
