"""Which agreed rows of givers whose account counts are in the set: all that the lot offered, of which nobody gives an
idea more than one; and of those that people brought the first ones of each giver, at most a quarter of all of these."""

from collections import Counter
from collections.abc import Iterable

from evaluations.prototypes.models import StrangersExample
from ideas.floors import MIN_STRANGERS
from ideas.models import Idea

GIVERS = 4  # of the least set of what people brought: one giver has at most a quarter


def place(idea: Idea) -> bool:
    """Recount the set from its rows; False where nothing changed. Call it with the idea locked."""
    agreed = StrangersExample.objects.of_idea(idea).agreed().heard().order_by("pk")
    brought = list(agreed.brought().values_list("pk", "giver"))
    placed = first_of_each(brought, cap(Counter(giver for _, giver in brought).values()))
    placed += agreed.offered().values_list("pk", flat=True)
    rows = StrangersExample.objects.of_idea(idea)
    left = rows.in_set().exclude(pk__in=placed).update(is_in_set=False)
    return bool(left + rows.filter(pk__in=placed, is_in_set=False).update(is_in_set=True))


def first_of_each(rows: Iterable[tuple[int, int]], most: int) -> list[int]:
    """Of rows (key, giver), the keys of the first `most` of every giver."""
    had = Counter[int]()
    placed = []
    for key, giver in rows:
        had[giver] += 1
        if had[giver] <= most:
            placed.append(key)
    return placed


def cap(given: Iterable[int]) -> int:
    """The most rows of one giver: the largest number that is a quarter of the set or less, at least the quarter of the
    smallest set that decides anything. `given`: agreed rows by giver."""
    counts, most = list(given), MIN_STRANGERS // GIVERS
    while sum(min(count, most + 1) for count in counts) >= GIVERS * (most + 1):
        most += 1
    return most
