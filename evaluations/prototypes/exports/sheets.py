"""Trials and examples for spreadsheets. What a stranger or a model wrote must not act there as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from evaluations.prototypes.models import Run, Trial

from . import records

# A cell that begins so may be run as a formula (OWASP: CSV injection); the wide forms are read like the narrow ones.
ACTIVE = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")
OF_TRIALS = (
    *("outcome", "answer", "score", "note", "raw_answer", "finish_reason", "input_tokens", "output_tokens"),
    *("total_ms", "attempt", "from_cache", "usd"),
)
OF_EXAMPLES = ("row", "input", "expected", "fold")


class Line:
    """A file to which csv writes; what it is given is handed on, so that a table of any length takes no memory."""

    def write(self, text: str) -> str:
        return text


def trials_csv(run: Run) -> Iterator[str]:
    yield from table(
        ("row", "input", "expected", *OF_TRIALS), map(trial_cells, records.trials(run).iterator(records.AT_ONCE))
    )


def examples_csv(run: Run) -> Iterator[str]:
    yield from table(OF_EXAMPLES, ([example[name] for name in OF_EXAMPLES] for example in records.examples(run)))


def trial_cells(trial: Trial) -> list[Any]:
    example = trial.example
    return [example.position, example.input, example.expected, *(getattr(trial, name) for name in OF_TRIALS)]


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV (RFC 4180). Numbers stay numbers, what is not known is blank, text is made safe."""
    writer = csv.writer(Line())
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def safe(cell: Any) -> Any:
    """Text that a spreadsheet would run begins with an apostrophe, which keeps it text; a number is left alone."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\x00", "")
    return f"'{text}" if ACTIVE.match(text) and not NUMBER.fullmatch(text) else text
