"""What is fitted for one value of the outputs: the whole text, or one field of an object."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class Slot(Protocol):
    def value_in(self, text: str) -> Any:
        """The value for this input; MISSING where the object is better without the field."""

    def leaves(self, name: str = "") -> "Iterator[Leaf]":
        """One for each field that is no object."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """`name`: with dots, "" for the whole output. `way`: how its value comes about, in words. `is_marked`: whether it
    stands in the input."""

    name: str
    way: str
    is_marked: bool
