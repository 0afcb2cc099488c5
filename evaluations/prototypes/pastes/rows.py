"""The rows of a paste as examples: checked, with the folds that a run over them would have. Nothing of it is stored.

All is made anew from the rows whenever it is needed: for so few it takes milliseconds, and nothing can be out of date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluations.prototypes.datasets.examples import Checked, ExampleProblems, Problem, check, content_hash
from evaluations.prototypes.datasets.folds import place
from evaluations.prototypes.datasets.inference import measure
from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.datasets.revisions import columns_of, revision_of
from evaluations.prototypes.models import ExampleRevision, Paste
from evaluations.prototypes.runs.context import HeldOutExample

LEAST = 3  # different rows: each fold then still has two others to learn from
MOST = 60  # rows; as many as a chat model answers of an idea without being asked for more
MAX_CELL = 2_000  # characters of one input or expected output
LONG = f"has {{:,}} characters; the most here is {MAX_CELL:,}. Shorten it."
FEW = 8  # rows; below, right or wrong is mostly luck

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """`number`: its place in the paste, from 1. `same_as`: the number of the row that is asked for it; its own, if it
    is asked itself."""

    number: int
    input: str
    expected: str
    fold: int
    turn: int
    same_as: int

    @property
    def is_asked(self) -> bool:
        return self.same_as == self.number

    @property
    def held_out(self) -> HeldOutExample:
        return HeldOutExample(self.number, self.fold, self.input, self.expected)


@dataclass(frozen=True, slots=True)
class PastedExamples:
    """`revision`: not stored. `rows`: in the order of the paste."""

    revision: ExampleRevision
    rows: Sequence[PlacedRow]

    @property
    def in_turn(self) -> list[PlacedRow]:
        return sorted(self.rows, key=lambda row: row.turn)

    @property
    def asked(self) -> list[PlacedRow]:
        return [row for row in self.in_turn if row.is_asked]


def examples_of(paste: Paste) -> PastedExamples:
    return placed(checked_rows(paste.pairs), paste.names)


def checked_rows(rows: Rows) -> Checked:
    """Raises ExampleProblems, whose problems name the row."""
    if len(rows) > MOST:
        why = f"{len(rows):,} rows; the most here is {MOST}. Leave {len(rows) - MOST:,} out: an idea takes more."
        raise ExampleProblems([Problem(None, "rows", why)])
    checked = check(rows, least=LEAST)
    problems = [*too_long(rows), *checked.problems]
    if problems:
        raise ExampleProblems(problems)
    return checked


def too_long(rows: Rows) -> Iterator[Problem]:
    for number, (given, expected) in enumerate(rows, 1):
        if len(given) > MAX_CELL:
            yield Problem(number, "input", f"The input of row {number} {LONG.format(len(given))}")
        if len(expected) > MAX_CELL:
            yield Problem(number, "expected", f"The expected output of row {number} {LONG.format(len(expected))}")


def placed(checked: Checked, names: ColumnNames) -> PastedExamples:
    measured = measure(checked.rows, [])
    digest = content_hash(checked.rows)
    places = place(checked.rows, digest, case_counts=measured.case_counts)
    rows = [
        PlacedRow(number, given, expected, each.fold, each.turn, each.first + 1)
        for number, ((given, expected), each) in enumerate(zip(checked.rows, places, strict=True), 1)
    ]
    return PastedExamples(revision_of(checked, measured, digest, places, columns_of(names)), rows)
