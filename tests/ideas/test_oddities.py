"""What looks odd, each kind beside what looks like it and is not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ideas import actions, oddities
from ideas.models import Because, Comment, Idea
from marketplace.accounts.models import Footprint, User
from tests.factories import make_comment, make_idea, make_person

BAD = Because("spam")
SPAM = "Earn money from home with our new trading robot. Thousands of people trust it already. Begin today!"


def newcomer() -> User:
    return make_person(days_old=0)


def idea_of(person: User) -> Idea:
    """An idea in words of its own, so that it is not held for being like another."""
    return make_idea(person, problem=" ".join(f"word{person.pk}of{each}" for each in range(60)))


@pytest.mark.django_db
def test_new_accounts_with_links_are_found_by_how_many_they_posted() -> None:
    few, many = newcomer(), newcomer()
    make_comment(author=few, text="See https://a.example")
    for number in range(2):
        make_comment(author=many, text=f"See https://a.example/{number} and https://b.example/{number}")
    make_comment(text="An old account: https://a.example")
    make_comment(author=newcomer(), text="No link.")
    found = oddities.link_posters()
    assert [(each.person, each.posts, each.links) for each in found] == [(many, 2, 4), (few, 1, 1)]
    for comment in Comment.objects.filter(author=many):
        actions.hide(make_person(staff=True), comment, BAD)
    assert [each.person for each in oddities.link_posters()] == [few]


@pytest.mark.django_db
def test_burst_is_three_new_accounts_of_one_network_within_a_day() -> None:
    crowd = [newcomer() for _ in range(3)]
    for person in crowd:
        Footprint.objects.note(person, "192.0.2.1")
    for person in (newcomer(), newcomer(), make_person()):
        Footprint.objects.note(person, "192.0.2.2")
    make_comment(author=crowd[0])
    (burst,) = oddities.bursts()
    assert burst.people == crowd and burst.posts == 1
    Footprint.objects.filter(person=crowd[0]).update(last=timezone.now() - timedelta(hours=25))
    assert not oddities.bursts()


@pytest.mark.django_db
def test_post_like_a_hidden_one_is_found_if_others_see_it() -> None:
    mod = make_person(staff=True)
    first, second, third = (make_comment(text=f"{SPAM} {number}") for number in range(3))
    make_comment(text="Something else that nobody minds, about sorting letters.")
    actions.hide(mod, third, BAD)
    assert {each.print.post for each in oddities.lookalikes()} == {first, second}
    assert all(each.hidden.post == third and each.share > 0.6 for each in oddities.lookalikes())
    actions.hide(mod, first, BAD)
    actions.delete_comment(second.author, second)
    assert not oddities.lookalikes()


@pytest.mark.django_db
def test_ring_is_young_accounts_that_vote_for_each_other() -> None:
    ring, outside = [make_person(days_old=2) for _ in range(3)], make_person(days_old=2)
    ideas = [idea_of(person) for person in ring]
    for person in ring:
        for idea in ideas:
            if idea.author != person:
                actions.cast_vote(person, idea)
    actions.cast_vote(outside, ideas[0])
    actions.cast_vote(ring[0], idea_of(outside))
    actions.cast_vote(ring[0], make_idea())
    friends = [make_person(days_old=90) for _ in range(2)]
    for one, other in (friends, friends[::-1]):
        actions.cast_vote(one, make_idea(other))
    (found,) = oddities.rings()
    assert set(found.people) == {*ring, outside} and (found.within, found.votes) == (8, 9)
    for person in ring:
        actions.flag(make_person(staff=True), person, BAD)
    assert not oddities.rings()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_everybody_is_in_one_group_with_all_they_are_paired_with(pairs: list[tuple[int, int]]) -> None:
    groups = oddities.joined(pairs)
    members = [member for group in groups for member in group]
    assert sorted(members) == sorted({each for pair in pairs for each in pair})
    assert all(any({one, other} <= group for group in groups) for one, other in pairs)


@pytest.mark.django_db
def test_network_is_kept_as_a_hash_and_for_thirty_days() -> None:
    person = make_person()
    for _ in range(2):
        Footprint.objects.note(person, "192.0.2.1")
    row = Footprint.objects.get()
    assert "192" not in row.network and len(row.network) == 32
    assert Footprint.objects.forget_old() == 0
    Footprint.objects.update(last=row.last - timedelta(days=31))
    assert Footprint.objects.forget_old() == 1 and not Footprint.objects.exists()
