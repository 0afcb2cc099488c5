"""What one account may do in a day holds to the last one, also when all of it comes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from ideas import actions
from ideas.limits import MAX_DRAFTS, DailyLimit, TooManyDrafts
from ideas.models import Comment, Idea, Report
from tests.factories import make_idea, make_person

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
