"""Trials and examples for spreadsheets. No text of a stranger or a model may run there as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from evaluations.prototypes.datasets.cells import safe
from evaluations.prototypes.models import Run, Trial

from . import records

TRIAL_COLUMNS = (
    *("outcome", "answer", "score", "note", "raw_answer", "finish_reason", "input_tokens", "output_tokens"),
    *("total_ms", "attempt", "from_cache", "usd"),
)
EXAMPLE_COLUMNS = ("row", "input", "expected", "fold", "same_as")


class Echo:
    """A file for csv that returns each line instead of storing it, so that a table of any length takes no memory."""

    def write(self, text: str) -> str:
        return text


def trials_csv(run: Run) -> Iterator[str]:
    yield from table(
        ("row", "input", "expected", *TRIAL_COLUMNS), map(trial_cells, records.trials(run).iterator(records.CHUNK))
    )


def examples_csv(run: Run) -> Iterator[str]:
    yield from table(
        EXAMPLE_COLUMNS, ([example[name] for name in EXAMPLE_COLUMNS] for example in records.examples(run))
    )


def trial_cells(trial: Trial) -> list[Any]:
    example = trial.example
    return [example.position, example.input, example.expected, *(getattr(trial, name) for name in TRIAL_COLUMNS)]


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of CSV (RFC 4180). Numbers stay numbers, unknown values are blank, text is made safe."""
    writer = csv.writer(Echo())
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])
