"""The values of one field in the training rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from evaluations.prototypes.scorers.objects import written

REPEATED = 0.8  # of the values occur at least twice


class Missing(Enum):
    """In place of the value of a field that an object lacks."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True, slots=True)
class Column:
    """`inputs`, `values`: of each row. `fields`: how many columns share the work."""

    inputs: Sequence[str]
    values: Sequence[Any]
    fields: int = 1

    @property
    def present(self) -> list[Any]:
        return [value for value in self.values if is_there(value)]

    @property
    def is_optional(self) -> bool:
        return not all(map(is_there, self.values))

    @property
    def absent(self) -> Any:
        """How rows say that there is no value: MISSING or None, whichever is commoner."""
        return None if sum(value is None for value in self.values) > self.values.count(MISSING) else MISSING

    @property
    def usual(self) -> Any:
        return commonest(self.values)

    @property
    def are_repeated(self) -> bool:
        """Whether most of the values come again in other rows, as labels do."""
        counts = Counter(map(plain, self.values))
        again = sum(count for count in counts.values() if count > 1)
        return len(counts) <= len(self.values) / 2 and again >= REPEATED * len(self.values)

    def rows(self) -> Iterator[tuple[str, Any]]:
        return zip(self.inputs, self.values, strict=True)

    def inside(self) -> dict[str, "Column"]:
        """The columns of the fields of these objects, by name."""
        names = sorted({name for value in self.present for name in value})
        return {name: Column(self.inputs, self._of(name), self.fields * len(names)) for name in names}

    def _of(self, name: str) -> list[Any]:
        return [value.get(name, MISSING) if isinstance(value, dict) else MISSING for value in self.values]


def is_there(value: Any) -> bool:
    return value is not MISSING and value is not None


def plain(value: Any) -> str:
    """The same text for equal values."""
    return "" if value is MISSING else written(value)


def commonest(values: Sequence[Any]) -> Any:
    """Of equally common ones the first in the alphabet."""
    counts = Counter(map(plain, values))
    first = min(counts, key=lambda text: (-counts[text], text))
    return next(value for value in values if plain(value) == first)
