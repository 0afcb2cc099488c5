"""What an author gains by posting the same idea again: nothing. The cast: Ada, who wants a fresh date."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from ideas import actions
from ideas.actions.repeats import AnotherIdea, PostedBefore
from ideas.models import Idea, IdeaState
from ideas.texts import TEXT_COLUMNS
from marketplace.accounts.models import User
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db
TITLE = "Mood ring that knows how gravel feels"
PITCH = "Says of each photo of a quarry whether the pebbles are merry today. It needs no network at all."
OTHER: dict[str, Any] = {
    "title": "Letters to the court",
    "pitch": "A clerk sorts what citizens send in before the judge arrives.",
}
COPIES = [
    {},
    {"title": "Mood ring 2 that knows how gravel feels"},
    {"title": "The new MOOD RING, that knows how gravel feels!!!", "pitch": f"Please: {PITCH} now"},
    {"pitch": "It needs no network at all. Says of each photo of a quarry whether the pebbles are merry today."},
    {"pitch": "Says of every photo of a quarry if all pebbles are merry today. It needs no network at all."},
    {"title": "Gravel, and how it feels"},
]


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def gravel(ada: User) -> Idea:
    return make_idea(ada, hours_old=24, title=TITLE, pitch=PITCH)


def post(author: User, **changes: Any) -> Idea:
    return make_idea(author, **({"title": TITLE, "pitch": PITCH} | changes))


def edit(idea: Idea, **changes: str) -> Idea:
    idea.refresh_from_db()
    said = {name: getattr(idea, name) for name in TEXT_COLUMNS} | changes
    return actions.edit_idea(idea.author, idea, said, [])


@pytest.mark.parametrize("changes", COPIES)
def test_same_idea_posted_again_is_refused_and_leads_to_the_first(
    ada: User, gravel: Idea, changes: dict[str, str]
) -> None:
    with pytest.raises(PostedBefore, match="Edit that one instead") as refused:
        post(ada, **changes)
    assert refused.value.earlier == gravel
    assert list(Idea.objects.published()) == [gravel]


def test_draft_that_is_refused_is_kept_and_can_be_published_once_it_says_something_else(
    ada: User, gravel: Idea
) -> None:
    draft = make_idea(ada, published=False, title=TITLE, pitch=PITCH)
    with pytest.raises(PostedBefore):
        actions.publish(ada, draft)
    assert Idea.objects.drafts_of(ada).get().pitch == PITCH
    actions.save_draft(ada, OTHER, idea=draft)
    assert actions.publish(ada, draft).is_published


def test_withdrawn_idea_is_not_posted_anew_but_published_again_with_its_date(ada: User, gravel: Idea) -> None:
    actions.unpublish(ada, gravel)
    with pytest.raises(PostedBefore, match="Publish that one again instead"):
        post(ada, title=f"{TITLE} again")
    actions.publish(ada, gravel)
    again = Idea.objects.get(pk=gravel.pk)
    assert (again.published, again.hot) == (gravel.published, gravel.hot)


def test_idea_that_moderators_hid_is_not_posted_anew(ada: User, gravel: Idea) -> None:
    actions.hide(make_person(staff=True), gravel, BECAUSE)
    with pytest.raises(PostedBefore, match="ask the moderators to look at it again"):
        post(ada)


def test_withdrawn_idea_that_moderators_hid_cannot_be_offered_to_be_published_again(ada: User, gravel: Idea) -> None:
    actions.unpublish(ada, gravel)
    actions.hide(make_person(staff=True), gravel, BECAUSE)
    with pytest.raises(PostedBefore, match="ask the moderators"):
        post(ada)


def test_idea_that_waits_for_a_moderator_is_not_posted_twice(ada: User) -> None:
    spam = make_idea(title=TITLE, pitch=PITCH)
    actions.hide(make_person(staff=True), spam, BECAUSE)
    held = post(ada)
    assert held.state == IdeaState.HELD
    with pytest.raises(PostedBefore, match="It waits for a moderator"):
        post(ada, problem="Words that nobody hid, so that this one would not have to wait at all.")


def test_earlier_words_of_an_idea_are_not_posted_anew(ada: User, gravel: Idea) -> None:
    edit(gravel, **OTHER)
    with pytest.raises(PostedBefore) as refused:
        post(ada)
    assert refused.value.earlier == gravel


def test_fresh_idea_is_not_turned_into_an_earlier_one(ada: User, gravel: Idea) -> None:
    fresh = make_idea(ada, **OTHER)
    with pytest.raises(PostedBefore):
        edit(fresh, title=TITLE, pitch=PITCH)
    fresh.refresh_from_db()
    assert (fresh.title, fresh.revision, fresh.versions.count()) == (OTHER["title"], 1, 0)


def test_draft_is_no_earlier_idea_and_others_may_have_the_same(ada: User, gravel: Idea) -> None:
    assert post(make_person()).is_published
    make_idea(ada, published=False, **OTHER)
    assert make_idea(ada, **OTHER).is_published


def test_author_may_change_their_own_words_as_they_like_while_nobody_voted(ada: User, gravel: Idea) -> None:
    actions.cast_vote(ada, gravel)
    assert edit(gravel, **OTHER).title == OTHER["title"]
    assert edit(gravel, title=TITLE, pitch=PITCH).published == gravel.published


def test_idea_that_others_voted_for_is_not_turned_into_another(ada: User, gravel: Idea) -> None:
    actions.cast_vote(make_person(), gravel)
    with pytest.raises(AnotherIdea, match="Post it as a new one"):
        edit(gravel, **OTHER)
    assert edit(gravel, pitch="Tells the driver which load of stones is happy to be a road.").revision == 2
    assert edit(gravel, problem="Said anew.").problem == "Said anew."


def test_idea_that_others_voted_for_is_not_turned_into_another_step_by_step(ada: User, gravel: Idea) -> None:
    edit(gravel, title="Mood ring that knows how granite feels")  # before anybody voted
    actions.cast_vote(make_person(), gravel)
    edit(gravel, pitch=OTHER["pitch"])
    with pytest.raises(AnotherIdea):
        edit(gravel, title=OTHER["title"])


def test_idea_whose_votes_were_withdrawn_is_free_again(ada: User, gravel: Idea) -> None:
    bob = make_person()
    actions.cast_vote(bob, gravel)
    actions.withdraw_vote(bob, gravel)
    assert edit(gravel, **OTHER).title == OTHER["title"]


def test_moderator_may_write_another_text_over_an_idea(ada: User, gravel: Idea) -> None:
    actions.cast_vote(make_person(), gravel)
    said = {name: getattr(gravel, name) for name in TEXT_COLUMNS} | OTHER
    assert actions.edit_idea(make_person(staff=True), gravel, said, []).title == OTHER["title"]


@pytest.mark.django_db(transaction=True)
def test_same_idea_published_many_times_at_one_moment_is_published_once() -> None:
    ada, start = make_person(), Barrier(6)
    drafts = [make_idea(ada, published=False, title=TITLE, pitch=f"{PITCH} {number}") for number in range(6)]

    def publish(draft: Idea) -> bool:
        start.wait()
        try:
            return actions.publish(ada, draft).is_published
        except PostedBefore:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(publish, drafts)) == 1
    assert Idea.objects.published().count() == 1
