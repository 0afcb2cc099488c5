from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.models import Backing, Idea, Tagging, TallyMark, Vote
from marketplace.accounts.models import User
from tests.factories import BECAUSE, make_comment, make_idea, make_person


def votes_shown(idea: Idea) -> int:
    actions.tally()
    idea.refresh_from_db()
    return idea.votes


@pytest.mark.django_db
def test_vote_shows_after_the_tally() -> None:
    idea = make_idea()
    actions.cast_vote(make_person(), idea)
    assert votes_shown(idea) == 1


@pytest.mark.django_db
def test_vote_cast_twice_counts_once() -> None:
    idea, alice = make_idea(), make_person("alice")
    assert actions.cast_vote(alice, idea)
    assert not actions.cast_vote(alice, idea)
    assert votes_shown(idea) == 1


@pytest.mark.django_db
def test_vote_withdrawn_is_gone_and_withdrawing_again_changes_nothing() -> None:
    idea, alice = make_idea(), make_person("alice")
    actions.cast_vote(alice, idea)
    assert actions.withdraw_vote(alice, idea)
    assert not actions.withdraw_vote(alice, idea)
    assert votes_shown(idea) == 0


@pytest.mark.django_db
def test_backing_stays_when_the_vote_is_withdrawn_and_keeps_its_first_time() -> None:
    idea, alice = make_idea(), make_person("alice")
    actions.cast_vote(alice, idea)
    first = Vote.objects.get().created
    actions.tally()
    actions.withdraw_vote(alice, idea)
    actions.cast_vote(alice, idea)
    actions.tally()
    backing = Backing.objects.get()
    assert (backing.person, backing.idea, backing.first) == (alice, idea, first)


@pytest.mark.django_db
def test_backing_is_noted_though_the_vote_is_withdrawn_before_the_tally() -> None:
    idea, alice = make_idea(), make_person("alice")
    for _ in range(2):
        actions.cast_vote(alice, idea)
        actions.withdraw_vote(alice, idea)
    assert votes_shown(idea) == 0
    assert [backing.person for backing in Backing.objects.all()] == [alice]


@pytest.mark.django_db
def test_tally_goes_on_though_a_voter_or_an_idea_was_deleted_before_it() -> None:
    idea, gone, alice, bob = make_idea(), make_idea(), make_person("alice"), make_person("bob")
    for person in (alice, bob):
        actions.cast_vote(person, idea)
        actions.cast_vote(person, gone)
    Vote.objects.of(bob).delete()
    bob.delete()
    gone.delete()
    assert votes_shown(idea) == 1
    assert [backing.person for backing in Backing.objects.all()] == [alice]


@pytest.mark.django_db
def test_votes_from_before_there_were_backings_are_noted_by_the_migration() -> None:
    idea = make_idea(votes=2)
    Backing.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("ideas.migrations.0003_backing").FROM_VOTES)
    noted = set(Backing.objects.values_list("person", "first"))
    assert noted == set(Vote.objects.filter(idea=idea).values_list("person", "created"))


@pytest.mark.django_db
def test_vote_moves_the_idea_up_and_its_tag_rows_with_it() -> None:
    idea = make_idea(tags=("farms",))
    before = idea.hot
    for _ in range(10):
        actions.cast_vote(make_person(), idea)
    actions.tally()
    idea.refresh_from_db()
    assert idea.hot == pytest.approx(before + 1)
    assert Tagging.objects.get(idea=idea).hot == pytest.approx(idea.hot)


@pytest.mark.django_db
@pytest.mark.parametrize("published", [False, True])
def test_idea_that_is_not_published_takes_no_vote(published: bool) -> None:
    idea = make_idea(published=published)
    if published:
        actions.unpublish(idea.author, idea)
        idea.refresh_from_db()
    with pytest.raises(NotOpen):
        actions.cast_vote(make_person(), idea)
    assert not Vote.objects.exists()


@pytest.mark.django_db
def test_voting_touches_neither_the_idea_nor_the_queue(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    idea, alice = make_idea(), make_person()
    with django_assert_num_queries(1) as queries:  # the vote and its mark
        actions.cast_vote(alice, idea)
    assert not any("UPDATE" in query["sql"] or "FOR " in query["sql"] for query in queries)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "standing",
    [{"confirmed": False}, {"days_old": 0.5}, {"flagged": timezone.now()}],
    ids=["unconfirmed", "young", "flagged"],
)
def test_vote_of_a_person_without_standing_shows_but_does_not_rank(standing: dict[str, Any]) -> None:
    idea = make_idea()
    actions.cast_vote(make_person(**standing), idea)
    assert votes_shown(idea) == 1
    assert idea.ranked_votes == 0


@pytest.mark.django_db
def test_vote_ranks_once_its_voter_is_confirmed_and_a_day_old() -> None:
    idea, young = make_idea(), make_person(confirmed=False, days_old=0)
    actions.cast_vote(young, idea)
    User.objects.filter(pk=young.pk).update(confirmed=timezone.now(), date_joined=timezone.now() - timedelta(hours=25))
    assert actions.reconsider_votes() == 1
    assert votes_shown(idea) == idea.ranked_votes == 1
    assert actions.reconsider_votes() == 0


@pytest.mark.django_db
def test_flagging_a_voter_keeps_the_votes_but_not_the_rank() -> None:
    idea, ring = make_idea(), make_person()
    actions.cast_vote(ring, idea)
    actions.tally()
    actions.flag(make_person(staff=True), ring, BECAUSE)
    assert votes_shown(idea) == 1
    assert idea.ranked_votes == 0


@pytest.mark.django_db
def test_reconcile_finds_and_repairs_a_drifted_counter(caplog: pytest.LogCaptureFixture) -> None:
    idea = make_idea(votes=2, tags=("farms",))
    Idea.objects.filter(pk=idea.pk).update(votes=40, ranked_votes=40, comment_count=7)
    Tagging.objects.update(ranked_votes=40)
    assert actions.reconcile() == [idea.pk]
    idea.refresh_from_db()
    assert (idea.votes, idea.ranked_votes, idea.comment_count) == (2, 2, 0)
    assert Tagging.objects.get().ranked_votes == 2
    assert "1 ideas had drifted" in caplog.text


@pytest.mark.django_db
def test_comments_are_counted_without_the_deleted_ones() -> None:
    idea = make_idea()
    kept, gone = make_comment(idea), make_comment(idea)
    actions.delete_comment(gone.author, gone)
    actions.tally()
    idea.refresh_from_db()
    assert idea.comment_count == 1
    assert kept.stands


@pytest.mark.django_db(transaction=True)
def test_sixty_four_voters_at_once_while_workers_tally_lose_no_vote() -> None:
    idea = make_idea()
    people = [make_person() for _ in range(64)]

    def vote(person: User) -> None:
        actions.cast_vote(person, idea)
        actions.cast_vote(person, idea)
        if person.pk % 4 == 0:
            actions.tally()
        connection.close()

    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(vote, people))
    assert votes_shown(idea) == idea.ranked_votes == Vote.objects.count() == 64
    assert not TallyMark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tally_that_finds_another_at_work_leaves_the_marks() -> None:
    idea = make_idea()
    actions.cast_vote(make_person(), idea)

    def tally_elsewhere() -> int:
        try:
            return actions.tally()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        assert actions.tally() == 1
        actions.cast_vote(make_person(), idea)
        assert other.submit(tally_elsewhere).result() == 0
    assert votes_shown(idea) == 2
