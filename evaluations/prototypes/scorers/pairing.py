"""How much two JSON values have in common, as a number of leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .canonical import canonical
from .numbers import AS_WRITTEN, Notation
from .objects import written

FAR = 10**9  # more than any number of leaves
MAX_PAIRED = 60  # items of a list on each side; beyond it equal items are paired first, then the rest in their order


def leaves(value: Any) -> int:
    """How many values it holds that are neither an object nor a list nor null."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    if isinstance(value, list):
        return sum(map(leaves, value))
    return int(value is not None)


@dataclass(frozen=True, slots=True)
class Pairing:
    """`any_order`: whether the items of a list may come in any order."""

    notation: Notation = AS_WRITTEN
    any_order: bool = True

    def common(self, one: Any, other: Any) -> int:
        """The number of leaves at the same place with the same value, when the items of lists are paired best."""
        if isinstance(one, dict) and isinstance(other, dict):
            return sum(self.common(one[name], other[name]) for name in one.keys() & other.keys())
        if isinstance(one, list) and isinstance(other, list):
            return self._of_lists(one, other)
        if isinstance(one, dict | list) or isinstance(other, dict | list) or one is None or other is None:
            return 0
        return int(self._plain(one) == self._plain(other))

    def _of_lists(self, one: Sequence[Any], other: Sequence[Any]) -> int:
        if not self.any_order:
            return sum(map(self.common, one, other))
        gains = [[self._of_items(mine, theirs) for theirs in other[:MAX_PAIRED]] for mine in one[:MAX_PAIRED]]
        rest = sum(map(self._of_items, one[MAX_PAIRED:], other[MAX_PAIRED:]))
        return most_together(gains) + rest

    def _of_items(self, one: Any, other: Any) -> int:
        """A list in a list is a row of a table or a pair of coordinates: its order counts."""
        rows = isinstance(one, list) and isinstance(other, list)
        return (Pairing(self.notation, any_order=False) if rows else self).common(one, other)

    def _plain(self, value: Any) -> str:
        return _canonical(value if isinstance(value, str) else written(value), self.notation)


@lru_cache(maxsize=2048)  # every item of a list is compared with every other
def _canonical(text: str, notation: Notation) -> str:
    return canonical(text, notation)


def most_together(gains: Sequence[Sequence[int]]) -> int:
    """The largest sum of one gain for each row and column: the assignment problem, by shortest augmenting paths
    (Jonker and Volgenant 1987), in time cubic in the number of items."""
    if not gains or not gains[0]:
        return 0
    if len(gains) > len(gains[0]):
        gains = list(zip(*gains, strict=True))
    rows, columns = len(gains), len(gains[0])
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    taken_by = [0] * (columns + 1)  # the row of each column, from 1; 0: none
    for row in range(1, rows + 1):
        taken_by[0], column = row, 0
        least, came_from, seen = [FAR] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while taken_by[column]:
            seen[column] = True
            current, step, nearest = taken_by[column], FAR, 0
            for place in range(1, columns + 1):
                if seen[place]:
                    continue
                cost = -gains[current - 1][place - 1] - row_price[current] - column_price[place]
                if cost < least[place]:
                    least[place], came_from[place] = cost, column
                if least[place] < step:
                    step, nearest = least[place], place
            for place in range(columns + 1):
                if seen[place]:
                    row_price[taken_by[place]] += step
                    column_price[place] -= step
                else:
                    least[place] -= step
            column = nearest
        while column:
            taken_by[column] = taken_by[came_from[column]]
            column = came_from[column]
    return sum(gains[taken_by[place] - 1][place - 1] for place in range(1, columns + 1) if taken_by[place])
