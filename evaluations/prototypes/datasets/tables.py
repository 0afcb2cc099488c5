"""CSV and TSV, as spreadsheets and people write them. A cell is data, whatever it looks like: "=1+1" stays text."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .problems import Parsed, Problem

_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon"}


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """The two columns that are read from a kind of table, and the names that people give them, in order of preference.

    `noun`: for a row. `in_words`: the content of both columns. `max_characters`: of one cell."""

    noun: str
    first: str
    second: str
    first_names: Sequence[str]
    second_names: Sequence[str]
    in_words: str
    max_characters: int

    @property
    def forms(self) -> str:
        """How to write a line of JSON."""
        return f'Write {{"{self.first}": "...", "{self.second}": "..."}} or ["{self.first}", "{self.second}"].'

    def find(self, names: Sequence[str]) -> tuple[int, int] | None:
        """The indices of the two columns among these names; None unless both are there."""
        plain = ["_".join(name.casefold().replace("_", " ").split()) for name in names]
        first = next((plain.index(name) for name in self.first_names if name in plain), None)
        left = [None if index == first else name for index, name in enumerate(plain)]
        second = next((left.index(name) for name in self.second_names if name in left), None)
        return None if first is None or second is None else (first, second)


@dataclass(frozen=True, slots=True)
class _Table:
    """`fault`: why reading stopped after the last record, to follow "Row 3 "; blank if it did not stop."""

    delimiter: str
    records: list[list[str]]
    fault: str = ""

    @property
    def width(self) -> int:
        """The commonest number of columns."""
        widths = Counter(len(record) for record in self.records if any(record))
        return widths.most_common(1)[0][0] if widths else 0

    @property
    def fit(self) -> int:
        """How many records have that number; 0 when the delimiter splits nothing."""
        width = self.width  # counted once: a file may have 250,000 rows
        return sum(len(record) == width for record in self.records) if width > 1 else 0


def parse_table(text: str, delimiters: str, columns: ColumnPair) -> Parsed:
    """The delimiter is the one that gives most rows the same number of columns, the first of equals. The columns are
    found by the header's names, or by their order where there is no header."""
    table = max((_read(text, delimiter, columns) for delimiter in delimiters), key=lambda table: table.fit)
    head = next((index for index, record in enumerate(table.records) if any(record)), 0)
    wanted = columns.find(table.records[head]) if table.records else None
    if wanted is not None:
        body, width = table.records[head + 1 :], len(table.records[head])
        return _with_fault(table, _parse_records(table, body, width, wanted))
    if table.width not in (0, 2):
        return _unnamed(table, columns)
    return _with_fault(table, _parse_records(table, table.records, 2, (0, 1)))


def _read(text: str, delimiter: str, columns: ColumnPair) -> _Table:
    table = _read_quoted(text, delimiter, columns)
    if table.fault and delimiter == "\t":  # true TSV has no quoting: a quotation mark is a plain character
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        return _Table(delimiter, [line.split("\t") for line in lines])
    return table


def _read_quoted(text: str, delimiter: str, columns: ColumnPair) -> _Table:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            records.append(record)
    except csv.Error as error:
        return _Table(delimiter, records, _fault(str(error), columns))
    return _Table(delimiter, records)


def _fault(error: str, columns: ColumnPair) -> str:
    if "field limit" in error:
        limit = f"has a cell of more than {csv.field_size_limit():,} characters; the most is {columns.max_characters:,}"
        return f"{limit}. Shorten it, or close the quotation mark that opens it."
    if "unexpected end" in error:
        return 'opens a quotation mark that is never closed. Close it, or write "" for a mark inside a quoted cell.'
    if "expected after" in error:
        return 'goes on after a closing quotation mark. Write "" for a quotation mark inside a quoted cell.'
    return f"cannot be read ({error}). Put quotation marks around its cells."


def _parse_records(table: _Table, records: Sequence[list[str]], width: int, wanted: tuple[int, int]) -> Parsed:
    parsed, (first, second) = Parsed(), wanted
    for number, record in enumerate(records, 1):
        cells = record[:width] + [cell for cell in record[width:] if cell.strip()]
        if len(cells) != width and any(cells):
            parsed.problems.append(_ragged(number, len(cells), width, table.delimiter))
            parsed.rows.append(_as_pair(cells, table.delimiter))
        else:
            parsed.rows.append((cells[first], cells[second]) if cells else ("", ""))
    return parsed


def _ragged(number: int, have: int, width: int, delimiter: str) -> Problem:
    columns = "1 column" if have == 1 else f"{have} columns"
    mend = "Give each of them a cell" if have < width else "Put quotation marks around a cell that holds one"
    why = f"Row {number} has {columns} instead of {width}; {_NAMES[delimiter]} parts them. {mend}."
    return Problem(number, "rows", why)


def _as_pair(cells: Sequence[str], delimiter: str) -> tuple[str, str]:
    """A guess: the last cell is the expected output, and the cells before it were one input."""
    return (cells[0], "") if len(cells) == 1 else (delimiter.join(cells[:-1]), cells[-1])


def _unnamed(table: _Table, columns: ColumnPair) -> Parsed:
    """One column, or more than two and no header that names the two."""
    rows = [_as_pair(record, table.delimiter) if record else ("", "") for record in table.records]
    if table.width == 1:
        why = f"There is one column; two are needed, {columns.in_words}, parted by a comma or a tab."
    else:
        named = f"{columns.first} and {columns.second}"
        why = f"There are {table.width} columns. Name them in a first row, two of them {named}."
    return _with_fault(table, Parsed(rows, [Problem(None, "file", why)]))


def _with_fault(table: _Table, parsed: Parsed) -> Parsed:
    if table.fault:
        number = len(parsed.rows) + 1
        parsed.problems.append(Problem(number, "rows", f"Row {number} {table.fault}"))
    return parsed
