"""Every list of ideas: one index scan from the place where the reader stopped. No offset, no count.

A list is read from the ideas, or for one tag from its tag rows, which have copies of the same columns. A cursor is the
place of the last idea shown: the value by which the list is ordered, and the id to break ties.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ideas.models import Idea, Tag, Tagging
from ideas.models.idea import IdeaQuerySet
from ideas.models.tag import TaggingQuerySet
from ideas.orders import ORDERS, WINDOWS
from ideas.search import bounded, narrowed

PAGE = 30
FIRST_YEAR, LAST_YEAR = 1900, 9999  # at the edges of what Python can hold, an offset from UTC leads beyond them


class BadCursor(ValueError):
    """The cursor was not made by this list."""


@dataclass(frozen=True, slots=True)
class ListPage:
    ideas: list[Idea]
    next_cursor: str | None


def page_of(
    name: str,
    *,
    window: str | None = None,
    tag: Tag | None = None,
    text: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> ListPage:
    """The next `limit` ideas of the list `name` (hot, new or top) after `cursor`.

    `window` (day, week, month, year) keeps ideas published in the current calendar window in UTC; `tag`
    keeps one tag; `text` keeps ideas that have all its words; where they are common words, a page may be short
    and have a next one. Raises BadCursor, and with a text TookTooLong.
    """
    order = ORDERS[name].column
    rows: IdeaQuerySet | TaggingQuerySet = Idea.objects.all() if tag is None else Tagging.objects.filter(tag=tag)
    tie = "id" if tag is None else "idea_id"
    if window in WINDOWS:
        rows = rows.filter(**{window: first_day(window, timezone.now())})
    if cursor:
        value, last = place(cursor, order)
        # Rows at or below the value, without those of the same value that were shown: one range of the index.
        # The usual `value < v OR (value = v AND id < i)` reads every row from the top.
        rows = rows.filter(**{f"{order}__lte": value}).exclude(**{order: value, f"{tie}__gte": last})
    rows = rows.filter(published__isnull=False).order_by(f"-{order}", f"-{tie}")
    keys, last = first_rows(rows, limit, text, "" if tag is None else "idea__", (order, tie))
    ideas = Idea.objects.for_cards().in_bulk([pk for _, pk in keys])
    return ListPage([ideas[pk] for _, pk in keys if pk in ideas], cursor_at(*last) if last else None)


def first_rows(
    rows: QuerySet[Any], limit: int, text: str | None, path: str, columns: Sequence[str] = ()
) -> tuple[list[Any], Any]:
    """The first of the ordered rows that have the text, and the row below which the next page begins, None at the end.
    `path`: leads from a row to its idea, such as `idea__`. `columns`: as tuples of these, not as rows of the model."""
    with bounded() if text else nullcontext():
        found, stop = narrowed(rows, text, path) if text else (rows, rows.none())
        if columns:
            found, stop = found.values_list(*columns), stop.values_list(*columns)
        some = list(found[: limit + 1])
        stopped = list(stop) if len(some) <= limit else []
    return some[:limit], some[limit - 1] if len(some) > limit else next(iter(stopped), None)


def first_day(window: str, now: datetime) -> date:
    """The first day of the calendar window that `now` falls in; weeks begin on Monday, as in Postgres."""
    today = now.astimezone(UTC).date()
    starts = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }
    return starts[window]


def cursor_at(value: float | datetime | int, pk: int) -> str:
    """The place of an idea as opaque text for an address."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")


def place(cursor: str, order: str) -> tuple[float | datetime | int, int]:
    """The value and id in a cursor. Raises BadCursor for anything that `cursor_at` did not make."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        value, pk = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(pk, int) or isinstance(pk, bool) or not 0 < pk < 2**63:
            raise BadCursor
        return value_of(value, order), pk
    except (BadCursor, binascii.Error, UnicodeError, ValueError, TypeError, RecursionError) as error:
        raise BadCursor("This cursor is not from this list. Begin again without it.") from error


def value_of(value: object, order: str) -> float | datetime | int:
    if order == "published":
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
        if when is None or when.tzinfo is None or not FIRST_YEAR < when.year < LAST_YEAR:
            raise BadCursor
        return when
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**31:  # NaN is not less
        raise BadCursor
    if order == "ranked_votes" and not isinstance(value, int):
        raise BadCursor
    return value
