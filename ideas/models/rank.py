"""The columns by which lists are ordered: the SQL of `ideas.ranking`, for ideas and for the tag rows that copy them.

`published` is null for ideas that are in no list, so `hot` and the calendar buckets are null there too.
"""

from django.db import models
from django.db.models import F, FloatField, Func, Q, Value
from django.db.models.functions import Cast, Extract, Greatest, Trunc

from ideas.orders import ORDERS
from ideas.ranking import WEEK


def hot_field() -> models.GeneratedField:
    """`hot` as Postgres computes it; equal to `ideas.ranking.hot` except for the last bits."""
    votes = Cast(Greatest(F("ranked_votes"), Value(1)), FloatField())
    seconds = Cast(Extract("published", "epoch"), FloatField())
    rank = Func(votes, function="log", output_field=FloatField()) + F("evidence") + seconds / Value(float(WEEK))
    return models.GeneratedField(expression=rank, output_field=FloatField(null=True), db_persist=True)


def bucket_field(window: str) -> models.GeneratedField:
    """The first day of the calendar `window` (in UTC) in which the idea was published."""
    first = Cast(Trunc("published", window), models.DateField())
    return models.GeneratedField(expression=first, output_field=models.DateField(null=True), db_persist=True)


def rank_indexes(name: str, *before: str, tie: str) -> list[models.Index]:
    """One index for each list: newest first by hot, by date, by votes, and by votes within a bucket."""
    orders = {each.name: [f"-{each.column}"] for each in ORDERS.values()}
    orders |= {window: [window, f"-{each.column}"] for each in ORDERS.values() for window in each.windows}
    return [
        models.Index(
            fields=[*before, *columns, f"-{tie}"],
            name=f"{name}_{order}",
            condition=Q(published__isnull=False),
        )
        for order, columns in orders.items()
    ]
