"""What a kind of server is: a few facts, and how to read what it serves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.engines.storable import MAX_COUNT, storable

# From a path at the server's root to the JSON object there; {} where there is none.
Look = Callable[[str], Awaitable[Mapping[str, Any]]]
ANY = "*"
UNKNOWN_BUILDS = ("", "unknown", "b0-unknown")  # the last is a llama.cpp that was built without its number


@dataclass(frozen=True, slots=True)
class Served:
    """A server's facts about one model; "" and None: not given. `context_tokens`: of one request."""

    digest: str = ""
    file: str = ""
    context_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ServerKind:
    """`health` and `build`: paths from the server's root, "" where it has none. `build_key`: the field of the build,
    which also identifies a server as of this kind. `serves`: the models by name; `ANY` for any name. `spare_build`: the
    build of a server that was built without knowing it, "" where nothing else says it either."""

    serves: Callable[[Look], Awaitable[dict[str, Served]]]
    health: str = ""
    build: str = ""
    build_key: str = ""
    spare_build: Callable[[Look], Awaitable[str]] | None = None
    tokenizes: bool = False  # POST /tokenize counts tokens exactly, and token ids are taken as an input
    cuts: bool = False  # cuts an embedding input that is too long by itself, without saying so
    cut_parameter: str = ""  # the parameter that makes it cut


def rows(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects in a list of the answer, without other items."""
    found = answer.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def count_in(row: Mapping[str, Any], *names: str, maximum: int = MAX_COUNT) -> int | None:
    """The first of these fields that is a count from 1 to the maximum."""
    values = [row.get(name) for name in names]
    return next((number for number in values if type(number) is int and 0 < number <= maximum), None)


def object_in(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def text_in(row: Mapping[str, Any], name: str) -> str:
    """The text of a field; "" where it has none."""
    return storable(row.get(name) or "")
