"""A suspension leaves out all that somebody did, at once, and its end brings all of it back as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.panel.actions import (
    NewClaim,
    claim,
    end_due_suspensions,
    follow_accounts,
    join,
    lift,
    recount,
    suspend,
    take_stance,
    weigh,
)
from evaluations.panel.actions.glance_weights import FINGERPRINT
from evaluations.panel.actions.recount_triggers import PEOPLE, UNTIL
from evaluations.panel.models import Claim, Glance, GlanceStats, Stance, Waiting
from ideas import actions
from ideas.models import Answer, Because, Idea, ModerationAct, Suspension, Vote
from marketplace.accounts.models import ApiToken, BrowserSession, User
from tests.evaluations.panel.cast import make_glance, make_known, player, stranger
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db
SORTER = NewClaim("Sorter", "Lab", "https://example.org/", by_frontier_lab=True)


def count_all() -> None:
    """As the clock does, until nothing is out of date."""
    actions.tally()
    weigh()
    follow_accounts()
    recount()


def scores() -> list[Any]:
    """Every number that others see or that ranks."""
    columns = ("pk", "votes", "ranked_votes", "evidence", "hot", "pie")
    answers = Answer.objects.order_by("pk").values_list("idea", "question", "state", "n", "lower", "upper", "basis")
    stats = GlanceStats.objects.order_by("pk").values_list("pk", "n", "right", "asked", "would", "none_known", "due")
    weighed = ["product", "upholders", "challengers", "is_upheld"]
    upheld = Claim.objects.foremost().values_list(*weighed)
    return [*Idea.objects.order_by("pk").values_list(*columns), *answers, *stats, *upheld]


def weights_of_others(person: User) -> list[Any]:
    return list(Glance.objects.exclude(person=person).order_by("pk").values_list("pk", "weight"))


def forget_all_of(person: User) -> None:
    """As if they had never said anything. Their own ideas stay."""
    for model in (Glance, Stance, Claim, Waiting, Vote):
        model.objects.filter(person=person).delete()
    actions.reconcile()
    cache.delete_many([FINGERPRINT, PEOPLE, UNTIL])


def act_on(person: User, idea: Idea, what: str) -> None:
    match what:
        case "vote":
            actions.cast_vote(person, idea)
        case "praise" | "sink":
            praises = what == "praise"
            if not Glance.objects.filter(person=person, idea=idea).exists():
                make_glance(idea, player(person), right=praises, would_use="yes" if praises else "no")
        case "claim":
            if not Claim.objects.for_idea(idea).exists():
                claim(person, idea, SORTER)
        case "uphold" | "challenge":
            for made in Claim.objects.for_idea(idea).exclude(person=person):
                if made.takes_stance_of(person):
                    take_stance(person, made, upholds=what == "uphold", reason="I use it.")
        case "wait":
            join(person, idea)


WHAT = st.sampled_from(["vote", "praise", "sink", "claim", "uphold", "challenge", "wait"])


@pytest.mark.proof
@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1), WHAT), min_size=3, max_size=16), st.integers(0, 4))
def test_suspension_is_as_if_they_had_done_nothing_and_its_end_as_if_there_had_been_none(
    events: list[tuple[int, int, str]], who: int
) -> None:
    compare(events, who)


@pytest.mark.parametrize("who", [0, 1])
def test_suspension_leaves_out_each_thing_and_its_end_brings_it_back(who: int) -> None:
    everybody = [(person, 0, what) for person in range(4) for what in ("praise", "vote")]
    compare([(0, 0, "claim"), *everybody, (1, 0, "uphold"), (2, 0, "challenge"), (0, 1, "sink"), (1, 1, "wait")], who)


def compare(events: list[tuple[int, int, str]], who: int) -> None:
    with transaction.atomic():
        cache.delete_many([FINGERPRINT, PEOPLE, UNTIL])
        mo, ideas = make_person(staff=True), [make_idea(), make_idea()]
        people = [make_known(make_person(days_old=30)) for _ in range(4)] + [make_person(days_old=0.5)]
        for idea in ideas:
            make_glance(idea, stranger())
        for number, idea_number, what in events:
            act_on(people[number], ideas[idea_number], what)
        count_all()
        person = people[who]
        never = scores(), weights_of_others(person)
        suspend(mo, person, BECAUSE)
        count_all()
        suspended = scores(), weights_of_others(person)
        lift(mo, person, BECAUSE)
        count_all()
        assert (scores(), weights_of_others(person)) == never
        forget_all_of(person)
        count_all()
        unknown = [row for row in suspended[0] if not is_empty(row)]
        assert unknown == [row for row in scores() if not is_empty(row)]
        assert suspended[1] == weights_of_others(person)
        transaction.set_rollback(True)


def is_empty(row: tuple[Any, ...]) -> bool:
    """An answer of which nothing is known: it may have a row or none."""
    return len(row) == 7 and row[2] == "unknown"


def test_votes_show_and_rank_no_more_at_the_next_tally_and_again_after_the_end() -> None:
    mo, person, idea = make_person(staff=True), make_person(), make_idea(votes=1)
    actions.cast_vote(person, idea)
    for verb, votes in ((suspend, 1), (lift, 2)):
        assert verb(mo, person, BECAUSE) and not verb(mo, person, BECAUSE)
        actions.tally()
        idea.refresh_from_db()
        assert (idea.votes, idea.ranked_votes, idea.current_tally()) == (votes, votes, votes)
    assert not actions.reconcile()


def test_suspension_ends_sessions_and_tokens() -> None:
    mo, person = make_person(staff=True), make_person()
    _, secret = ApiToken.objects.issue(person, "mine")
    BrowserSession.objects.create(session_key="k", session_data="", expire_date=timezone.now(), person=person)
    suspend(mo, person, BECAUSE)
    assert not BrowserSession.objects.exists() and ApiToken.objects.matching(secret) is None
    lift(mo, person, BECAUSE)
    assert ApiToken.objects.matching(secret) is None


def test_suspension_with_a_term_ends_by_itself_and_leaves_a_row() -> None:
    mo, person, now = make_person(staff=True), make_person(), timezone.now()
    suspend(mo, person, Because("rigged", "Ten accounts.", now + timedelta(days=7)))
    assert end_due_suspensions(now + timedelta(days=6)) == 0
    assert end_due_suspensions(now + timedelta(days=8)) == 1 and end_due_suspensions(now + timedelta(days=9)) == 0
    person.refresh_from_db()
    assert person.suspended is None and not Suspension.objects.open().exists()
    ended = ModerationAct.objects.order_by("-pk")[0]
    assert (ended.verb, ended.moderator, ended.role, ended.reason) == ("end", None, "The clock", "rigged")


def test_ban_has_no_end_until_it_is_lifted() -> None:
    mo, person = make_person(staff=True), make_person()
    suspend(mo, person, BECAUSE)
    assert end_due_suspensions(timezone.now() + timedelta(days=36_500)) == 0
    assert lift(mo, person, BECAUSE)


def test_nobody_suspends_moderators_themselves_or_without_the_role() -> None:
    mo, mia, person = make_person(staff=True), make_person(staff=True), make_person()
    for moderator, about in ((mo, mo), (mo, mia), (person, mia), (person, make_person())):
        with pytest.raises(PermissionDenied):
            suspend(moderator, about, BECAUSE)
    suspend(mo, person, BECAUSE)
    with pytest.raises(PermissionDenied):
        lift(person, person, BECAUSE)
    assert Suspension.objects.open().count() == 1


def test_suspended_person_casts_no_vote_and_makes_no_claim() -> None:
    mo, person, idea = make_person(staff=True), make_person(), make_idea()
    suspend(mo, person, BECAUSE)
    with pytest.raises(PermissionDenied):
        actions.cast_vote(person, idea)
    with pytest.raises(Exception, match="stopped counting"):
        claim(person, idea, SORTER)


def test_postgres_holds_one_open_suspension_that_ends_after_it_began() -> None:
    mo, person, now = make_person(staff=True), make_person(), timezone.now()
    suspend(mo, person, BECAUSE)
    act = ModerationAct.objects.create(verb="suspend", kind="person", person=person, reason="spam")
    for other, until in ((person, None), (mo, now - timedelta(days=1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suspension.objects.create(person=other, act=act, since=now, until=until)
