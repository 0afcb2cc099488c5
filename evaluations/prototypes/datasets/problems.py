"""What was read from an author's file, and its problems in words that help the author to correct them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from evaluations.prototypes.scorers import PILED, has_piled_accents

HALF = re.compile("[\ud800-\udfff]")
MIN_ROWS = 8
MAX_ROWS = 2_000
MAX_BYTES = 1_000_000
MAX_CHARACTERS = 20_000  # of one input or expected output


@dataclass(frozen=True, slots=True)
class Problem:
    """`row`: the author's number of the row, from 1; None for all rows, the file or a document. `document`: the
    author's number of the document. `message` names the row or the document, the reason and what to do."""

    row: int | None
    field: Literal["input", "expected", "rows", "file", "documents"]
    message: str
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """`rows[i]` is the author's row i + 1, also where it has a problem: nothing typed is lost. `notices`: how it was
    read, where another reading was possible, and what was left out. `names`: of the two columns of a table, blank where
    it has none. `offers`: readings among which the author chooses; then nothing was read, and a problem says so.

    A row is an input and an expected output, or the name and the text of a document."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    names: tuple[str, str] = ("", "")
    offers: list["Offer"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """One of several readings. `key`: chooses it; `parts`: what parts the columns, or its sheet; `first`: what the
    first row is, "" where only one can be meant."""

    key: str
    parts: str
    first: str
    read: Parsed

    @property
    def words(self) -> str:
        return f"{self.parts}, and {self.first}." if self.first else f"{self.parts}."


class ExampleProblems(Exception):
    """The examples cannot be taken as they are; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = list(problems)


def in_one_message(problems: Sequence[Problem]) -> list[Problem]:
    """Each problem once, at its first row, with how many more rows have it."""
    alike: dict[str, list[Problem]] = {}
    for problem in problems:
        alike.setdefault(problem.message.removeprefix(f"Row {problem.row} "), []).append(problem)
    return [replace(first, message=f"{first.message}{_so_do(len(more))}") for first, *more in alike.values()]


def _so_do(more: int) -> str:
    return f" The same goes for {more:,} more {'row' if more == 1 else 'rows'}." if more else ""


def unfit(text: str, max_characters: int = MAX_CHARACTERS, *, leave_out: str = "the row") -> str:
    """Why the text cannot be published, to follow the name of its place; blank when it can."""
    if len(text) > max_characters:
        return f"has {len(text):,} characters; the most is {max_characters:,}. Shorten it, or leave {leave_out} out."
    return unstorable(text) or (PILED if has_piled_accents(text) else "")


def unstorable(text: str) -> str:
    """Why not even a draft can hold the text, to follow the name of its place; blank when it can."""
    if "\x00" in text:
        return "holds a NUL character, which text never has. Remove it."
    if HALF.search(text):
        return "holds half of a character (a lone surrogate). Type it again."
    return ""


def bytes_of(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(text.encode("utf-8", "surrogatepass")) for row in rows for text in row)


def short(text: str) -> str:
    """Shortened for a quotation in a message."""
    return text if len(text) <= 60 else f"{text[:59]}…"
