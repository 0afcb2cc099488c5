"""What one account may do in a day holds to the last one, also when all of it comes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from ideas import actions
from ideas.limits import MAX_DRAFTS, DailyLimit, TooManyDrafts, TooManyLinks, limit_of
from ideas.models import Comment, Idea, Report
from ideas.models.report import Decision
from tests.factories import BECAUSE, make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, MOST = 12, 3


def all_at_once(do: Callable[[Idea], object], ideas: list[Idea]) -> int:
    """How many were let through."""
    start = Barrier(len(ideas))

    def one(idea: Idea) -> bool:
        start.wait()
        try:
            do(idea)
        except DailyLimit:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(ideas)) as crowd:
        return sum(crowd.map(one, ideas))


def test_comments_of_a_day_are_exact_when_they_come_at_once(settings: Settings) -> None:
    settings.COMMENTS_PER_DAY = MOST
    person, ideas = make_person(), [make_idea()] * AT_ONCE
    assert all_at_once(lambda idea: actions.post_comment(person, idea, "Good."), ideas) == MOST
    assert Comment.objects.count() == MOST


def test_reports_of_a_day_are_exact_when_they_come_at_once(settings: Settings) -> None:
    settings.REPORTS_PER_DAY = MOST
    person, ideas = make_person(), [make_idea() for _ in range(AT_ONCE)]
    assert all_at_once(lambda idea: actions.report(person, idea, "spam"), ideas) == MOST
    assert Report.objects.count() == MOST


def test_ideas_of_a_day_are_exact_when_they_come_at_once(settings: Settings) -> None:
    settings.IDEAS_PER_DAY = MOST
    person = make_person()
    drafts = [make_idea(person, published=False) for _ in range(AT_ONCE)]
    assert all_at_once(lambda idea: actions.publish(person, idea), drafts) == MOST
    assert Idea.objects.published().count() == MOST


def test_one_account_begins_only_so_many_drafts_and_keeps_writing_those() -> None:
    author = make_person()
    Idea.objects.bulk_create(Idea(author=author, slug=f"draft-{number}") for number in range(MAX_DRAFTS - 1))
    last = actions.save_draft(author, {"title": "The last"})
    with pytest.raises(TooManyDrafts, match="Publish or delete one"):
        actions.save_draft(author, {"title": "One too many"})
    assert actions.save_draft(author, {"title": "The last, better"}, idea=last).title == "The last, better"
    assert Idea.objects.drafts_of(author).count() == MAX_DRAFTS


def test_new_account_has_a_tenth_and_is_told_when_it_grows() -> None:
    new, idea = make_person(days_old=0), make_idea()
    for number in range(20):
        actions.post_comment(new, idea, f"Comment {number}.")
    with pytest.raises(DailyLimit, match=r"it can post 20 comments in 24 hours\. From .* UTC it is 33\..*up to 200"):
        actions.post_comment(new, idea, "One more.")


def test_posts_that_stay_make_a_new_account_grow_faster() -> None:
    idle, busy = make_person(days_old=3), make_person(days_old=3)
    for number in range(3):
        make_idea(busy, hours_old=30, title=f"Idea {number}")
    assert (limit_of(idle, 20), limit_of(busy, 20)) == (6, 10)


def test_hidden_posts_do_not_make_a_new_account_grow() -> None:
    person, moderator = make_person(days_old=3), make_person(staff=True)
    for number in range(3):
        unlike = " ".join(f"word{number}of{each}" for each in range(60))
        idea = make_idea(person, hours_old=30, title=f"Idea {number}", problem=unlike)
        report, _ = actions.report(make_person(), idea, "spam")
        actions.decide(moderator, report, Decision.HIDDEN, BECAUSE)
    assert limit_of(person, 20) == limit_of(make_person(days_old=3), 20)


@pytest.mark.parametrize("fields", [{"is_house": True}, {"is_grown": True}, {"staff": True}, {"days_old": 14}])
def test_house_demo_moderators_and_old_accounts_have_the_full_limits(fields: dict[str, Any]) -> None:
    assert limit_of(make_person(**({"days_old": 0} | fields)), 20) == 20


def test_nobody_is_new_where_the_operator_does_not_want_that(settings: Settings) -> None:
    settings.NEW_ACCOUNT_DAYS = 0
    assert limit_of(make_person(days_old=0), 20) == 20


def test_links_of_one_idea_count_together_and_name_the_text() -> None:
    new = make_person(days_old=0)
    texts: dict[str, Any] = {"title": "See www.example.org", "problem": "https://a.example and HTTP://b.example"}
    with pytest.raises(TooManyLinks, match="a post can have 2 links") as refused:
        make_idea(new, **texts)
    assert refused.value.field == "problem" and not Idea.objects.published().exists()
    assert make_idea(make_person(), **texts).is_published


def test_links_are_counted_when_a_post_is_edited(settings: Settings) -> None:
    settings.LINKS_PER_POST = 1
    two = "https://a.example https://b.example"
    comment = make_comment()
    with pytest.raises(TooManyLinks, match=r"A post can have 1 link\."):
        actions.edit_comment(comment.author, comment, two)
    with pytest.raises(TooManyLinks):
        actions.edit_idea(comment.idea.author, comment.idea, {"problem": two}, [])
    assert Comment.objects.get().text == "Good."


def test_comments_of_a_new_account_are_exact_when_they_come_at_once(settings: Settings) -> None:
    settings.COMMENTS_PER_DAY = 10 * MOST
    person, ideas = make_person(days_old=0), [make_idea()] * AT_ONCE
    assert all_at_once(lambda idea: actions.post_comment(person, idea, "Good."), ideas) == MOST
