"""What a kind of server is: a few facts, and how it tells what it serves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.engines.storable import MOST_COUNT, storable

# A path from the server's root to the JSON object that it answers with; {} where there is none.
Look = Callable[[str], Awaitable[Mapping[str, Any]]]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Served:
    """What a server says of one model; "" and None is what it does not say. `context_tokens`: of one request."""

    digest: str = ""
    file: str = ""
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`health` and `build`: paths from the server's root, "" where it has none; `build_key`: where the build stands,
    by which a server also shows that it is of this kind. `serves`: what it serves, by name; `ANY` for any name."""

    serves: Callable[[Look], Awaitable[dict[str, Served]]]
    health: str = ""
    build: str = ""
    build_key: str = ""
    tokenizes: bool = False  # POST /tokenize counts tokens exactly, and token ids are taken as an input
    cuts: bool = False  # cuts an embedding input that is too long by itself, without a word
    cut_parameter: str = ""  # how it is told to


def rows(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects in a list of the answer; anything else in it is left out."""
    found = answer.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def count_in(row: Mapping[str, Any], *names: str, most: int = MOST_COUNT) -> int | None:
    """The first of these that is a count, of so many at most."""
    told = [row.get(name) for name in names]
    return next((number for number in told if type(number) is int and 0 < number <= most), None)


def object_in(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def text_in(row: Mapping[str, Any], name: str) -> str:
    """What it says there; "" where it says nothing."""
    return storable(row.get(name) or "")
