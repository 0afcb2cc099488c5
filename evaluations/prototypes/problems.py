"""What was read of an author's examples and what is wrong with them, said so that the author can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

LEAST_ROWS = 8
MOST_ROWS = 2_000
MOST_BYTES = 1_000_000
MOST_CHARACTERS = 20_000  # of one input or expected output


@dataclass(frozen=True, slots=True)
class Problem:
    """`row`: as the author numbers them, from 1; None for all rows or the file. `message` is whole without it:
    it names the row, the reason and what to do."""

    row: int | None
    field: Literal["input", "expected", "rows", "file"]
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """`rows[i]` is the author's row i + 1, also where it has a problem: nothing typed is lost."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class ExampleProblems(Exception):
    """The examples cannot be taken as they are; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = list(problems)
