"""Ideas are found by any word, the best first, in bounded work."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ideas import search
from ideas.lists import page_of
from ideas.models import Idea
from ideas.search import TookTooLong, bounded, ranked, rarity
from ideas.search_words import asked
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db


def best(question: str) -> list[Idea]:
    with bounded():
        found = ranked(asked(question)).best
    ideas = Idea.objects.in_bulk()
    return [ideas[pk] for pk, _ in found]


def analyze() -> None:
    """As autovacuum does on a site."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ideas_ideawords")


@given(st.floats(0, 1e7), st.floats(0, 1e7), st.floats(1, 1e7))
def test_word_counts_more_the_fewer_ideas_have_it(one: float, other: float, rows: float) -> None:
    fewer, more = sorted((one, other))
    assert rarity(fewer, rows) >= rarity(more, rows) > 0


def test_idea_with_the_rarer_word_comes_first_and_one_with_both_before() -> None:
    plain = [make_idea(title=f"Reading meters {n}") for n in range(3)]
    rare, both = make_idea(title="Otters"), make_idea(title="Otters reading")
    assert best("reading otters") == [both, rare, *reversed(plain)]


def test_idea_that_has_all_that_was_asked_for_has_a_share_of_1() -> None:
    make_idea(title="Otters"), make_idea(title="Otters reading")
    with bounded():
        shares = [share for _, share in ranked(asked("reading otters")).best]
    assert shares[0] == pytest.approx(1) and 0 < shares[1] < 1


def test_quotes_and_minus_hold_for_every_idea() -> None:
    wanted = make_idea(title="Harbour radio for otters")
    make_idea(title="Radio of the harbour"), make_idea(title="Harbour radio with tax")
    assert best('"harbour radio" otters -tax') == [wanted]


def test_words_of_ideas_that_are_not_published_find_nothing() -> None:
    author = make_person()
    make_idea(author, title="Otters in a draft", published=False)
    assert best("otters") == []


@pytest.mark.parametrize("question", ["sort", "sort letter", "sort otters", '"sort letter" -tax'])
def test_common_words_find_ideas_among_the_newest(monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    ideas = [make_idea() for _ in range(6)]
    analyze()
    every = set(best(question))
    monkeypatch.setattr(search, "RARE", 2)
    monkeypatch.setattr(search, "NEWEST", 4)
    assert every == set(ideas)
    assert set(best(question)) == set(ideas[-4:])


def test_rare_word_is_found_beside_a_common_one_however_old_the_idea_is(monkeypatch: pytest.MonkeyPatch) -> None:
    old = make_idea(title="Otters and letters")
    newer = [make_idea() for _ in range(6)]
    analyze()
    monkeypatch.setattr(search, "RARE", 2)
    monkeypatch.setattr(search, "NEWEST", 2)
    assert best("sort letter otters")[0] == old
    assert set(best("sort letter otters")) <= {old, *newer[-2:]}


@pytest.mark.parametrize("tag", [None, "farms"])
def test_list_of_common_words_is_read_to_its_end_by_its_cursors(
    monkeypatch: pytest.MonkeyPatch, tag: str | None
) -> None:
    wanted = [make_idea(title=f"Otters {n}", tags=("farms",)) for n in range(3)]
    for _ in range(4):
        make_idea(tags=("farms",))
    wanted.append(make_idea(title="Otters again", tags=("farms",)))
    analyze()
    monkeypatch.setattr(search, "RARE", 0)
    monkeypatch.setattr(search, "A_WALK", 3)
    row = wanted[0].tags.get() if tag else None
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = page_of("new", tag=row, text="otters", cursor=cursor, limit=2)
        found += page.ideas
        cursor, pages = page.next_cursor, pages + 1
        assert pages < 10
    assert found == wanted[::-1]


def test_statement_that_takes_too_long_is_stopped_and_the_next_one_has_no_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "MILLISECONDS", 20)
    with pytest.raises(TookTooLong), bounded(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    with bounded():
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1), current_setting('statement_timeout'), current_setting('enable_seqscan')")
        assert cursor.fetchone()[1:] == ("0", "on")
