"""CSV and TSV, as spreadsheets and people write them. A cell is data, whatever it looks like: "=1+1" stays text."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .columns import Columns
from .problems import Parsed, Problem

_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon"}


@dataclass(frozen=True, slots=True)
class _Table:
    """`fault`: why reading stopped after the last record, to follow "Row 3 "; blank: it did not."""

    delimiter: str
    records: list[list[str]]
    fault: str = ""

    @property
    def width(self) -> int:
        """Columns that most records have."""
        widths = Counter(len(record) for record in self.records if any(record))
        return widths.most_common(1)[0][0] if widths else 0

    @property
    def fit(self) -> int:
        """Records that the delimiter cuts alike; 0 when it cuts nothing."""
        return sum(len(record) == self.width for record in self.records) if self.width > 1 else 0


def parse_table(text: str, delimiters: str, columns: Columns) -> Parsed:
    """Reads with whichever delimiter cuts most rows alike, the first of equals; the columns by the header's names,
    or by their order where there is no header."""
    table = max((_read(text, delimiter, columns) for delimiter in delimiters), key=lambda table: table.fit)
    head = next((place for place, record in enumerate(table.records) if any(record)), 0)
    places = columns.find(table.records[head]) if table.records else None
    if places is not None:
        body, width = table.records[head + 1 :], len(table.records[head])
        return _with_fault(table, _parse_records(table, body, width, places))
    if table.width not in (0, 2):
        return _unnamed(table, columns)
    return _with_fault(table, _parse_records(table, table.records, 2, (0, 1)))


def _read(text: str, delimiter: str, columns: Columns) -> _Table:
    table = _read_quoted(text, delimiter, columns)
    if table.fault and delimiter == "\t":  # true TSV knows no quotes: a quotation mark is a character like others
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        return _Table(delimiter, [line.split("\t") for line in lines])
    return table


def _read_quoted(text: str, delimiter: str, columns: Columns) -> _Table:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            records.append(record)
    except csv.Error as error:
        return _Table(delimiter, records, _fault(str(error), columns))
    return _Table(delimiter, records)


def _fault(error: str, columns: Columns) -> str:
    if "field limit" in error:
        limit = (
            f"has a cell of more than {csv.field_size_limit():,} characters; the most is {columns.most_characters:,}"
        )
        return f"{limit}. Shorten it, or close the quotation mark that opens it."
    if "unexpected end" in error:
        return 'opens a quotation mark that is never closed. Close it, or write "" for a mark inside a quoted cell.'
    if "expected after" in error:
        return 'goes on after a closing quotation mark. Write "" for a quotation mark inside a quoted cell.'
    return f"cannot be read ({error}). Put quotation marks around its cells."


def _parse_records(table: _Table, records: Sequence[list[str]], width: int, places: tuple[int, int]) -> Parsed:
    parsed = Parsed()
    for number, record in enumerate(records, 1):
        cells = record[:width] + [cell for cell in record[width:] if cell.strip()]
        if len(cells) != width and any(cells):
            parsed.problems.append(_ragged(number, len(cells), width, table.delimiter))
            parsed.rows.append(_as_pair(cells, table.delimiter))
        else:
            parsed.rows.append((cells[places[0]], cells[places[1]]) if cells else ("", ""))
    return parsed


def _ragged(number: int, have: int, width: int, delimiter: str) -> Problem:
    columns = "1 column" if have == 1 else f"{have} columns"
    mend = "Give each of them a cell" if have < width else "Put quotation marks around a cell that holds one"
    why = f"Row {number} has {columns} instead of {width}; {_NAMES[delimiter]} parts them. {mend}."
    return Problem(number, "rows", why)


def _as_pair(cells: Sequence[str], delimiter: str) -> tuple[str, str]:
    """The last cell is most likely the expected output; what is before it was most likely one input."""
    return (cells[0], "") if len(cells) == 1 else (delimiter.join(cells[:-1]), cells[-1])


def _unnamed(table: _Table, columns: Columns) -> Parsed:
    """One column, or more than two without a header that says which are meant."""
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
