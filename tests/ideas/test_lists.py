from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ideas import actions
from ideas.lists import BadCursor, cursor_at, first_day, page_of, place
from ideas.models import Idea, Tag
from tests.factories import BECAUSE, make_idea, make_person

pytestmark = pytest.mark.django_db


def titles(name: str, **wanted: Any) -> list[str]:
    return [idea.title for idea in page_of(name, **wanted).ideas]


def test_hot_puts_ten_votes_above_a_day_and_below_a_month() -> None:
    make_idea(title="Ten votes, yesterday", votes=10, hours_old=24)
    make_idea(title="No votes, now")
    make_idea(title="Ten votes, last month", votes=10, hours_old=24 * 30)
    assert titles("hot") == ["Ten votes, yesterday", "No votes, now", "Ten votes, last month"]


def test_new_puts_the_latest_first() -> None:
    make_idea(title="Earlier", hours_old=2, votes=3)
    make_idea(title="Later", hours_old=1)
    assert titles("new") == ["Later", "Earlier"]


def test_top_of_the_day_leaves_out_last_year() -> None:
    make_idea(title="Old and loved", votes=3, hours_old=24 * 400)
    make_idea(title="Of today", votes=1)
    assert titles("top", window="day") == ["Of today"]
    assert titles("top") == ["Old and loved", "Of today"]


def test_tag_lists_only_its_ideas_in_the_same_order() -> None:
    make_idea(title="One", tags=("farms",), votes=1)
    make_idea(title="Two", tags=("farms", "courts"), votes=2)
    make_idea(title="Elsewhere", tags=("courts",))
    farms = Tag.objects.get(slug="farms")
    assert titles("top", tag=farms) == ["Two", "One"]
    assert titles("hot", tag=farms) == ["Two", "One"]


@pytest.mark.parametrize("state", ["draft", "unpublished", "hidden"])
def test_idea_that_is_not_published_is_in_no_list(state: str) -> None:
    idea = make_idea(published=state != "draft", tags=("farms",))
    if state == "unpublished":
        actions.unpublish(idea.author, idea)
    if state == "hidden":
        moderator = make_person(staff=True)
        report, _ = actions.report(make_person(), idea, "spam")
        actions.decide(moderator, report, "hidden", BECAUSE)  # type: ignore[arg-type]  # as a form sends it
    farms = Tag.objects.get(slug="farms")
    assert not any(titles(name, tag=tag) for name in ("hot", "new", "top") for tag in (None, farms))


def test_words_narrow_a_list() -> None:
    make_idea(title="Leaf disease by text message", tags=("farms",))
    make_idea(title="Church registers", tags=("farms",))
    assert titles("hot", text="leaf diseases") == ["Leaf disease by text message"]
    assert titles("hot", text="leaf -message", tag=Tag.objects.get(slug="farms")) == []


@pytest.mark.parametrize("name", ["hot", "new", "top"])
@pytest.mark.parametrize("tagged", [False, True])
def test_pages_join_without_gap_or_repeat_even_among_ties(name: str, tagged: bool) -> None:
    author = make_person()
    when = timezone.now()
    ideas = [make_idea(author, tags=("farms",)) for _ in range(11)]
    Idea.objects.update(published=when, first_published=when)  # all equal: only the id can tell them apart
    actions.reconcile()
    tag = Tag.objects.get(slug="farms") if tagged else None
    seen: list[int] = []
    cursor = None
    while True:
        page = page_of(name, cursor=cursor, limit=3, tag=tag)
        seen += [idea.pk for idea in page.ideas]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sorted((idea.pk for idea in ideas), reverse=True)


def test_page_takes_as_many_queries_for_thirty_ideas_as_for_one() -> None:
    author = make_person()
    make_idea(author, tags=("farms",))
    with CaptureQueriesContext(connection) as one:
        [(idea.author.username, tag.name) for idea in page_of("hot").ideas for tag in idea.tag_list]
    for _ in range(29):
        make_idea(tags=("farms", "courts"))
    with CaptureQueriesContext(connection) as thirty:
        [(idea.author.username, tag.name) for idea in page_of("hot").ideas for tag in idea.tag_list]
    assert len(one) == len(thirty) == 4


@pytest.mark.parametrize("name", ["hot", "new", "top"])
@pytest.mark.parametrize("tagged", [False, True])
def test_list_is_read_from_its_index(name: str, tagged: bool) -> None:
    author = make_person()
    for _ in range(4):
        make_idea(author, tags=("farms",))
    tag = Tag.objects.get(slug="farms") if tagged else None
    cursor = page_of(name, limit=2, tag=tag).next_cursor
    with connection.cursor() as settings:
        settings.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
    with CaptureQueriesContext(connection) as queries:
        page_of(name, cursor=cursor, limit=2, tag=tag)
    with connection.cursor() as explain:
        explain.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(line for (line,) in explain.fetchall())
    assert f"using {'tagging' if tagged else 'idea'}_{name}" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "W10",
        "é",
        "e30",
        "WzFd",
        "bnVsbA",
        "WyJhIiwgMV0",
        "WzFlOTk5LCAxXQ",
        "WzEuMCwgLTVd",
        "W05hTiwgNV0",
        "[[" * 9_000,
    ],
)
@pytest.mark.parametrize("order", ["hot", "published", "ranked_votes"])
def test_cursor_from_elsewhere_is_refused(cursor: str, order: str) -> None:
    with pytest.raises(BadCursor):
        place(cursor, order)


@given(st.floats(-1e6, 1e6), st.integers(1, 2**63 - 1))
def test_cursor_keeps_the_place_exactly(value: float, pk: int) -> None:
    assert place(cursor_at(value, pk), "hot") == (value, pk)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_a_bad_cursor(text: str) -> None:
    with suppress(BadCursor):
        place(text, "hot")


def test_calendar_windows_begin_on_their_first_day() -> None:
    sunday = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    assert [first_day(window, sunday) for window in ("day", "week", "month", "year")] == [
        date(2026, 11, 22),
        date(2026, 11, 16),
        date(2026, 11, 1),
        date(2026, 1, 1),
    ]
