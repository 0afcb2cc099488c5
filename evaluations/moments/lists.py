"""The lists of Moments. Each is one index scan of `MomentScore` from the reader's cursor, as in `ideas.lists`."""

from dataclasses import dataclass

from django.utils import timezone

from evaluations.moments.models import MomentScore
from evaluations.moments.models.score import MomentScoreQuerySet
from ideas.lists import PAGE, ListPage, cursor_at, first_day, first_rows, place
from ideas.models import Idea, Tag
from ideas.orders import WINDOWS, IdeaList

MOMENTS = IdeaList(
    name="moments",
    page="moments",
    column="rank",
    windows=(),
    heading="Moments",
    note="all five questions clear, for a day or longer",
    feed="Moments",
    sort="Moments by score, then what clears, then the nearest misses",
)
DISCOVER = IdeaList(
    name="discover",
    page="discover",
    column="eyes",
    windows=(),
    heading="Discover",
    note="nobody knows yet; the nearest to a Moment come first",
    feed="",
    sort="",
)


@dataclass(frozen=True, slots=True)
class ScorePage:
    """`rows`: with their ideas as cards need them."""

    rows: list[MomentScore]
    next_cursor: str | None

    @property
    def ideas(self) -> list[Idea]:
        return [row.idea for row in self.rows]


def moments(cursor: str | None = None, limit: int = PAGE) -> ScorePage:
    """The certified ideas, the highest score first. Raises BadCursor, as do all of these."""
    return after(MomentScore.objects.moments(), MOMENTS.column, cursor, limit)


def near_misses(cursor: str | None = None, limit: int = PAGE) -> ScorePage:
    return after(MomentScore.objects.near_misses(), MOMENTS.column, cursor, limit)


def needing_eyes(cursor: str | None = None, limit: int = PAGE) -> ScorePage:
    """Ideas that lack glances, the nearest to a Moment first; of equals, the newest."""
    return after(MomentScore.objects.needing_eyes(), DISCOVER.column, cursor, limit)


def by_rank(
    *,
    window: str | None = None,
    tag: Tag | None = None,
    text: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> ListPage:
    """Moments, then what clears, then the nearest misses, with the same filters as `ideas.lists.page_of`."""
    rows = MomentScore.objects.listed()
    if window in WINDOWS:
        rows = rows.filter(**{f"idea__{window}": first_day(window, timezone.now())})
    if tag:
        rows = rows.filter(idea__taggings__tag=tag)
    page = after(rows, MOMENTS.column, cursor, limit, text)
    return ListPage(page.ideas, page.next_cursor)


def after(rows: MomentScoreQuerySet, order: str, cursor: str | None, limit: int, text: str | None = None) -> ScorePage:
    if cursor:
        value, last = place(cursor, order)
        rows = rows.filter(**{f"{order}__lte": value}).exclude(**{order: value, "idea_id__gte": last})
    found, stop = first_rows(rows.order_by(f"-{order}", "-idea"), limit, text, "idea__")
    ideas = Idea.objects.for_cards().in_bulk([row.pk for row in found])
    shown = [row for row in found if row.pk in ideas]
    for row in shown:
        row.idea = ideas[row.pk]
    return ScorePage(shown, cursor_at(getattr(stop, order), stop.pk) if stop else None)
