from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.moments import actions
from evaluations.moments.actions import scout_credit
from evaluations.moments.backings import records_of
from evaluations.moments.models import Certificate, Credit, Scout
from evaluations.panel.actions import lift, suspend
from evaluations.panel.models import Waiting
from evaluations.prototypes.models import Proposal
from ideas.actions import cast_vote, tally, withdraw_vote
from ideas.models import Backing, Idea
from marketplace.accounts.models import User
from tests.evaluations.moments.cast import bear_out, make_answered
from tests.evaluations.panel.cast import make_glance, player, stranger
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def vote(person: User, idea: Idea, hours_ago: float) -> None:
    cast_vote(person, idea)
    tally()
    Backing.objects.filter(person=person, idea=idea).update(first=NOW - timedelta(hours=hours_ago))


def propose(person: User, idea: Idea, hours_ago: float, state: str = "accepted") -> None:
    proposal = Proposal.objects.create(
        idea=idea, author=person, input=f"{hours_ago}", expected="tax", state=state,
        decided=None if state == "pending" else NOW,
    )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(created=NOW - timedelta(hours=hours_ago))


def glance(person: User, idea: Idea, hours_ago: float) -> None:
    make_glance(idea, player(person), **at(hours_ago))


def at(hours_ago: float) -> dict[str, datetime]:
    return dict.fromkeys(("started", "answered"), NOW - timedelta(hours=hours_ago))


def certify(idea: Idea, others: int = 12) -> Certificate:
    """Borne out by so many others, after all that was backed in time."""
    bear_out(idea, others, **at(25))
    actions.assess(idea.pk, NOW - timedelta(hours=25))
    assert actions.certify(idea.pk, NOW)
    return Certificate.objects.get(idea=idea)


def test_early_voter_gets_more_than_a_late_one_and_a_later_vote_nothing() -> None:
    idea, early, late, after = make_answered(), make_person(), make_person(), make_person()
    vote(early, idea, 24 + 30)
    vote(late, idea, 24 + 10)
    vote(make_person(), idea, 20)  # when its page already told everybody what was to come
    certificate = certify(idea)
    vote(after, idea, -1)
    assert actions.credit_scouts(NOW) == 1
    shares = {credit.person: credit.share for credit in certificate.credits.all()}
    assert shares == pytest.approx({early: 0.75, late: 0.25})


def test_accepted_example_counts_and_a_declined_one_does_not() -> None:
    idea, helper, other = make_answered(), make_person(), make_person()
    propose(helper, idea, 30)
    propose(other, idea, 31, state="declined")
    certify(idea)
    actions.credit_scouts(NOW)
    assert [credit.person for credit in Credit.objects.all()] == [helper]


def test_author_and_flagged_people_get_no_credit() -> None:
    idea, flagged = make_answered(), make_person()
    vote(idea.author, idea, 30)
    vote(flagged, idea, 30)
    User.objects.filter(pk=flagged.pk).update(flagged=NOW)
    certify(idea)
    actions.credit_scouts(NOW)
    assert not Credit.objects.exists()


@pytest.mark.parametrize("paid_meanwhile", [False, True])
def test_suspended_scout_takes_nothing_from_others_and_has_the_same_credit_after_the_end(paid_meanwhile: bool) -> None:
    mo, idea, early, late = make_person(staff=True), make_answered(), make_person(), make_person()
    vote(early, idea, 24 + 30)
    vote(late, idea, 24 + 10)
    certify(idea)

    def shares() -> dict[int, float]:
        actions.credit_scouts(NOW)
        actions.recount_scouts(NOW)
        return dict(Scout.objects.listed().values_list("person", "shares"))

    if not paid_meanwhile:
        assert shares() == pytest.approx({early.pk: 0.75, late.pk: 0.25})
    suspend(mo, early, BECAUSE)
    assert shares() == pytest.approx({late.pk: 1.0})
    lift(mo, early, BECAUSE)
    assert shares() == pytest.approx({early.pk: 0.75, late.pk: 0.25})


def test_worker_killed_half_way_pays_nobody_twice() -> None:
    idea, scout = make_answered(), make_person()
    vote(scout, idea, 30)
    certificate = certify(idea)

    class Killed(BaseException):
        pass

    def kill_when_the_record_is_written(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "moments_scout"'):
            raise Killed
        return execute(sql, params, many, context)

    with pytest.raises(Killed), connection.execute_wrapper(kill_when_the_record_is_written):
        actions.pay(certificate.pk, NOW)
    assert not Credit.objects.exists()
    assert [actions.pay(certificate.pk, NOW) for _ in range(2)] == [True, False]
    assert (Credit.objects.count(), Scout.objects.get().hits) == (1, 1)


def test_record_counts_what_was_backed_long_ago_and_became_nothing() -> None:
    idea, picky, eager = make_answered(), make_person(), make_person()
    vote(picky, idea, 30)
    vote(eager, idea, 30)
    for _ in range(5):
        vote(eager, make_idea(), 24 * 40)
    vote(picky, make_idea(), 24)
    certify(idea)
    actions.credit_scouts(NOW)
    records = {scout.person: (scout.hits, scout.backed) for scout in Scout.objects.listed()}
    assert records == {picky: (1, 1), eager: (1, 6)}
    assert Scout.objects.listed()[0].person == picky


def test_vote_taken_back_stays_in_the_record_and_earns_nothing() -> None:
    idea, eager, left = make_answered(), make_person(), make_person()
    vote(eager, idea, 30)
    vote(left, idea, 40)
    withdraw_vote(left, idea)
    for _ in range(5):
        failed = make_idea()
        vote(eager, failed, 24 * 40)
        withdraw_vote(eager, failed)
    certify(idea)
    actions.credit_scouts(NOW)
    record = Scout.objects.get()
    assert (record.person, record.hits, record.backed) == (eager, 1, 6)


def test_vote_cast_again_keeps_its_first_time() -> None:
    idea, scout = make_answered(), make_person()
    vote(scout, idea, 30)
    withdraw_vote(scout, idea)
    cast_vote(scout, idea)
    certify(idea)
    actions.credit_scouts(NOW)
    assert Credit.objects.get().backed == NOW - timedelta(hours=30)


def test_vote_for_what_is_a_moment_or_about_to_be_one_is_no_bet() -> None:
    scout, before, known = make_person(), make_answered(), make_answered()
    vote(scout, before, 30)
    certify(before)
    for idea, hours_ago in ((known, 24 * 40), (make_idea(), 24 * 40), (make_answered(), 24 * 42)):
        vote(scout, idea, hours_ago)
    Certificate.objects.create(
        idea=known, revision=1, certified=NOW - timedelta(days=39, hours=1), score=0.7, evidence={}, credited=NOW
    )
    actions.credit_scouts(NOW)
    record = Scout.objects.get()
    assert (record.hits, record.backed) == (1, 3)


def test_moment_that_is_withdrawn_and_published_again_pays_nobody_twice() -> None:
    idea, friend = make_answered(), make_person()
    propose(friend, idea, 30)
    first = certify(idea)
    actions.credit_scouts(NOW)
    Certificate.objects.update(ended=NOW + timedelta(hours=1), why_ended="The idea is not published any more.")
    propose(friend, idea, -2)
    again = Certificate.objects.create(
        idea=idea, revision=1, certified=NOW + timedelta(hours=30), score=0.7, evidence=first.evidence
    )
    assert actions.pay(again.pk, NOW + timedelta(hours=31))
    assert Credit.objects.get().certificate == first and Scout.objects.get().shares == 1


def test_own_glance_never_earns_credit() -> None:
    idea, scout, voter = make_answered(), make_person(), make_person()
    glance(scout, idea, 30)
    vote(voter, idea, 31)
    certify(idea, others=11)  # twelve with the scout's, which bears out the voter alone
    actions.credit_scouts(NOW)
    assert [credit.person for credit in Credit.objects.all()] == [voter]


def test_what_others_said_before_earns_no_credit_and_is_no_miss() -> None:
    idea, early, late = make_answered(), make_person(), make_person()
    vote(early, idea, 24 * 40)
    bear_out(idea, 12, **at(24 * 39))
    vote(late, idea, 24 * 38)
    vote(late, make_idea(), 24 * 38)
    certify(idea, others=11)
    actions.credit_scouts(NOW)
    assert [credit.person for credit in Credit.objects.all()] == [early]
    assert records_of([late.pk], NOW)[late.pk].backed == 1


def test_people_signed_out_flagged_or_on_an_earlier_text_bear_nobody_out() -> None:
    idea, scout = make_answered(), make_person()
    vote(scout, idea, 30)
    bear_out(idea, 12, revision=2, **at(28))
    bear_out(idea, 12, set_aside="too fast", **at(28))
    for _ in range(60):
        make_glance(idea, stranger(), **at(28))
    make_glance(idea, player(make_person(flagged=NOW)), **at(28))
    certificate = certify(idea, others=11)
    actions.credit_scouts(NOW)
    assert not certificate.credits.exists()


def test_joining_the_waitlist_bears_a_scout_out_as_it_does_the_answer() -> None:
    idea, scout = make_answered(), make_person()
    vote(scout, idea, 30)
    for _ in range(12):
        person = make_person()
        make_glance(idea, player(person), would_pay="nothing", **at(28))
        Waiting.objects.create(idea=idea, person=person, address=person.email, confirmed=NOW)
    certify(idea, others=0)
    actions.credit_scouts(NOW)
    assert Credit.objects.get().person == scout


def test_scouts_are_counted_in_as_many_queries_for_many_as_for_one_and_nothing_is_written_where_nothing_changed() -> (
    None
):
    counts, voters = [], [make_person() for _ in range(4)]
    for some in (voters[:1], voters[1:]):
        idea = make_answered()
        for voter in some:
            vote(voter, idea, 30)
            vote(voter, make_idea(), 24 * 40)
        certify(idea)
        actions.credit_scouts(NOW)
        Scout.objects.update(backed=9)
        with CaptureQueriesContext(connection) as queries:
            assert actions.recount_scouts(NOW) == Scout.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert {(scout.hits, scout.backed) for scout in Scout.objects.all()} == {(1, 2)}
    before = list(Scout.objects.values())
    assert actions.recount_scouts(NOW + timedelta(hours=1)) == 0 and list(Scout.objects.values()) == before


def test_batches_of_scouts_come_to_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    idea, voters = make_answered(), [make_person() for _ in range(3)]
    for number, voter in enumerate(voters):
        vote(voter, idea, 30 + number)
    certify(idea)
    actions.credit_scouts(NOW)
    before = list(Scout.objects.order_by("pk").values())
    monkeypatch.setattr(scout_credit, "AT_ONCE", 2)
    Scout.objects.update(shares=0.5, credit=0)
    assert actions.recount_scouts(NOW) == 3 and list(Scout.objects.order_by("pk").values()) == before
