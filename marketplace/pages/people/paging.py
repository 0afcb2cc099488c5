"""Pages of rows that are read newest first, by id: one index scan from where the reader stopped."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def newest(rows: QuerySet[Row], before: str, limit: int) -> tuple[list[Row], int | None]:
    """The next `limit` rows with an id below `before` (all of them, if it is no number), and where to go on."""
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows.order_by("-pk")[: limit + 1])
    return page[:limit], page[limit - 1].pk if len(page) > limit else None
