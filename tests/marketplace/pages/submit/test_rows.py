"""A page of rows and how it becomes part of all rows."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from marketplace.pages.submit.rows import EXAMPLES, MAX_SHOWN, TypedRow, clean, sheet, spliced

rows_of = st.lists(st.tuples(st.text("ab", max_size=3), st.text("xy", min_size=1, max_size=2)), max_size=130)


def sent(rows: list[TypedRow], first: int, after: int) -> QueryDict:
    """The page as the browser sends it."""
    form = QueryDict(mutable=True)
    form.setlist("input", [row[0] for row in rows])
    form.setlist("expected", [row[1] for row in rows])
    form["first"], form["after"] = str(first), str(after)
    return form


@given(rows_of, st.integers(-5, 200), st.integers(0, 300))
def test_page_sent_back_unchanged_changes_nothing(rows: list[TypedRow], at: int, show: int) -> None:
    page = sheet(rows, at, show)

    assert spliced(rows, sent([(row.input, row.expected) for row in page.rows], page.first, page.after)) == rows
    assert 0 < len(page.rows) <= MAX_SHOWN
    assert len(rows) == 0 or page.shows(min(max(at, 1), len(rows)))


@given(rows_of, rows_of, st.integers(1, 130))
def test_rows_of_other_pages_stay_whatever_is_typed_on_one(
    rows: list[TypedRow], typed: list[TypedRow], at: int
) -> None:
    page = sheet(rows, at)
    after = spliced(rows, sent(typed, page.first, page.after))

    assert after[: page.first - 1] == rows[: page.first - 1]
    assert page.after == 0 or after[-page.after :] == rows[-page.after :]
    assert len(after) == page.first - 1 + len(typed) + page.after


@given(rows_of)
def test_pages_show_every_row_once(rows: list[TypedRow]) -> None:
    seen: list[TypedRow] = []
    at = 1
    while at:
        page = sheet(rows, at, show=0)
        seen += [(row.input, row.expected) for row in page.rows]
        at = page.later

    assert seen[: len(rows)] == rows
    assert all(row == ("", "") for row in seen[len(rows) :])


def test_pages_lead_there_and_back() -> None:
    rows = [(str(n), "x") for n in range(120)]
    first, middle, last = sheet(rows, 1), sheet(rows, 60), sheet(rows, 120)

    assert (first.earlier, first.later) == (0, 51)
    assert (middle.earlier, middle.first, middle.last, middle.later) == (1, 51, 100, 101)
    assert (last.earlier, last.first, last.last, last.later) == (51, 101, 120, 0)
    assert EXAMPLES.a_page == 50


def test_half_a_character_and_nul_are_made_storable() -> None:
    assert clean("a\x00b\ud800c") == "a\ufffdb?c"
