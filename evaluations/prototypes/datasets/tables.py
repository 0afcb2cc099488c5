"""CSV and TSV, as spreadsheets and people write them. A cell is data, whatever it looks like: "=1+1" stays text.

A text is read by every delimiter, with its quotation marks as quotes and as plain characters, and the reading with the
highest `score` is taken. `columns` then says which two of its columns are meant."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .cells import as_written
from .columns import ColumnPair, filled_columns, notices_of, quoted, recurring
from .layouts import Layout, layouts_of, naming_record
from .problems import Offer, Parsed, Problem, in_one_message

_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon", "|": "a bar"}
_KEYS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}
_SEPARATOR = re.compile(r"\s*\"?sep=([\t,;|])\"?[ \t,;|]*(?:\r\n|\r|\n)", re.IGNORECASE)  # a first line of Excel
_RULE = re.compile(r"\s*:?-+:?\s*")  # below the names of the columns of Markdown
_QUOTED_CELL = re.compile(r'"((?:[^"]|"")*)"')
NEAR = 0.2  # of the cells: two readings that differ in fewer are near
EXPORTED = {"row", "input", "expected", "same_as"}  # columns of our own sheets, where formulas have an apostrophe


@dataclass(frozen=True)
class _Reading:
    """`fault`: why reading stopped after the last record, to follow "Row 3 "; blank if it did not stop. `literal`:
    with quotation marks as characters, unless they open and close a cell."""

    delimiter: str
    records: list[list[str]]
    columns: ColumnPair
    fault: str = ""
    literal: bool = False

    @cached_property
    def width(self) -> int:
        """The commonest number of columns."""
        widths = Counter(len(record) for record in self.records if any(record))
        return widths.most_common(1)[0][0] if widths else 0

    @cached_property
    def layouts(self) -> list[Layout]:
        return layouts_of(self.records, self.width, self.columns)

    @cached_property
    def score(self) -> tuple[bool, bool, bool, int, int, float, float, int]:
        """Whether both columns are named; whether there are two; whether all could be read; how few records have
        another number of columns than most; how few decimals were cut at their comma; the share of the last cells that
        recur, as labels do, and of those that begin without a space, as those behind a comma of a sentence do not; and,
        where quotation marks may be stray, how many records there are: a stray mark melts rows into one."""
        filled = [record for record in self.records if any(record)]
        whole = [record for record in filled if len(record) == self.width > 1]
        cut = sum(record[-2][-1:].isdigit() and record[-1][:1].isdigit() for record in whole)
        decimals = cut if self.delimiter == "," else 0
        repeats = recurring([record[-1] for record in whole])
        rows = len(filled) if self.delimiter == "\t" or repeats else 0
        bare = sum(not record[-1].startswith(" ") for record in whole) / (len(whole) or 1)
        misfits = len(filled) - len(whole)
        named = naming_record(self.records, self.columns) is not None
        return named, self.width > 1, not self.fault, -misfits, -decimals, repeats, bare, rows

    def stopped_after(self, count: int) -> list[Problem]:
        return [Problem(count + 1, "rows", f"Row {count + 1} {self.fault}")] if self.fault else []

    def is_near(self, best: "_Reading") -> bool:
        """Whether nothing that a reader would see speaks for the best reading and against this one."""
        if self is best:
            return True
        shares = zip(self.score[5:7], best.score[5:7], strict=True)
        is_alike = self.score[:5] == best.score[:5] and all(abs(one - other) < NEAR for one, other in shares)
        return is_alike and self.delimiter != best.delimiter and best.width > 1


def parse_table(text: str, delimiters: str, columns: ColumnPair, chosen: str = "") -> Parsed:
    """The rows of the best reading, with notices of how it was read; or a problem and the readings that are near.

    `chosen`: the key of one of them, which is taken if the text has such a reading."""
    if separator := _SEPARATOR.match(text):
        text, delimiters = text[separator.end() :], separator[1]
    found = [reading for delimiter in delimiters for reading in _readings(text, delimiter, columns)]
    readings = sorted(found, key=lambda reading: reading.score, reverse=True)
    best = readings[0]
    near = [each for reading in readings if reading.is_near(best) for each in _interpretations(reading)]
    if chosen:
        everything = (each for reading in readings for each in _interpretations(reading))
        near = [each for each in everything if each.key == chosen][:1] or near
    offers = [each.offer() for each in near]
    fit = [offer for offer in offers if not offer.read.problems]
    if len(fit) > 1:
        return Parsed(problems=[Problem(None, "file", _in_several_ways(len(fit), columns))], offers=fit)
    return (fit or offers)[0].read if offers else _unnamed(best, columns)


def _in_several_ways(count: int, columns: ColumnPair) -> str:
    many = "two" if count == 2 else f"{count}"
    named = f"write {columns.first} and {columns.second} above its columns"
    return f"The table can be read in {many} ways. Choose one of them, or {named}."


def _readings(text: str, delimiter: str, columns: ColumnPair) -> Iterator[_Reading]:
    plain = _read_quoted(text, delimiter, columns)
    yield plain
    if '"' not in text or (plain.fault and delimiter != "\t"):
        return
    marks = sum(2 + 2 * cell.count('"') for record in plain.records for cell in record)
    if plain.fault or text.count('"') != marks:  # else every cell is quoted, and no mark is stray
        lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
        records = [[_unquoted(cell) for cell in line.split(delimiter)] if line else [] for line in lines]
        yield _Reading(delimiter, records, columns, literal=True)


def _unquoted(cell: str) -> str:
    closed = _QUOTED_CELL.fullmatch(cell)
    return closed[1].replace('""', '"') if closed else cell


def _read_quoted(text: str, delimiter: str, columns: ColumnPair) -> _Reading:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if delimiter != "|" or not any(record) or not all(not cell or _RULE.fullmatch(cell) for cell in record):
                records.append(record)
    except csv.Error as error:
        return _Reading(delimiter, records, columns, _fault(str(error), columns))
    return _Reading(delimiter, records, columns)


def _fault(error: str, columns: ColumnPair) -> str:
    if "field limit" in error:
        limit = f"has a cell of more than {csv.field_size_limit():,} characters; the most is {columns.max_characters:,}"
        return f"{limit}. Shorten it, or close the quotation mark that opens it."
    if "unexpected end" in error:
        return 'opens a quotation mark that is never closed. Close it, or write "" for a mark inside a quoted cell.'
    if "expected after" in error:
        return 'goes on after a closing quotation mark. Write "" for a quotation mark inside a quoted cell.'
    return f"cannot be read ({error}). Put quotation marks around its cells."


@dataclass(frozen=True, slots=True)
class _Interpretation:
    """A reading with the layout of its rows."""

    reading: _Reading
    layout: Layout

    @property
    def key(self) -> str:
        return f"{_KEYS[self.reading.delimiter]}-{'names' if self.layout.names else 'rows'}"

    def offer(self) -> Offer:
        said = "names the columns" if self.layout.names else f"is {self.reading.columns.noun} 1"
        mark = _NAMES[self.reading.delimiter].capitalize()
        return Offer(self.key, f"{mark} parts the columns", f"the first row {said}", self.read())

    def read(self) -> Parsed:
        reading, layout = self.reading, self.layout
        body, names = reading.records[layout.begins :], layout.names or [""] * layout.width
        rows, problems = _parse_records(reading, body, layout)
        notices = [*layout.notices, *notices_of(names, layout.wanted, body, reading.columns)]
        problems.extend(reading.stopped_after(len(rows)))
        if reading.literal and reading.delimiter != "\t":
            notices.append("Quotation marks do not close in their cells, so they were read as characters.")
        first = " + ".join(names[index].strip() for index in layout.wanted.first)
        return Parsed(rows, problems, notices, (first, names[layout.wanted.second].strip()))


def _interpretations(reading: _Reading) -> list[_Interpretation]:
    return [_Interpretation(reading, layout) for layout in reading.layouts]


def _parse_records(
    reading: _Reading, records: Sequence[list[str]], layout: Layout
) -> tuple[list[tuple[str, str]], list[Problem]]:
    rows, problems, width = [], [], layout.width
    exported = set(layout.names) >= EXPORTED
    for number, record in enumerate(records, 1):
        cells = record[:width] + [cell for cell in record[width:] if cell.strip()]
        if len(cells) != width and any(cells):
            problems.append(_ragged(number, len(cells), width, reading.delimiter))
            rows.append(_as_pair(cells, reading.delimiter))
        else:
            pair = layout.wanted.pair(cells) if any(cells) else ("", "")
            rows.append((as_written(pair[0]), as_written(pair[1])) if exported else pair)
    return rows, in_one_message(problems)


def _ragged(number: int, have: int, width: int, delimiter: str) -> Problem:
    columns = "1 column" if have == 1 else f"{have} columns"
    mend = "Give each of them a cell" if have < width else "Put quotation marks around a cell that holds one"
    why = f"Row {number} has {columns} instead of {width}; {_NAMES[delimiter]} parts them. {mend}."
    return Problem(number, "rows", why)


def _as_pair(cells: Sequence[str], delimiter: str) -> tuple[str, str]:
    """A guess: the last cell is the expected output, and the cells before it were one input."""
    return (cells[0], "") if len(cells) == 1 else (delimiter.join(cells[:-1]), cells[-1])


def _unnamed(reading: _Reading, columns: ColumnPair) -> Parsed:
    """One column, or more than two and no header that names the two."""
    rows = [_as_pair(record, reading.delimiter) if record else ("", "") for record in reading.records]
    whole = [record for record in reading.records if len(record) == reading.width]
    filled = len(filled_columns(whole))
    if filled == 1:
        why = f"There is one column; two are needed, {columns.in_words}, parted by a comma or a tab."
    else:
        found = quoted([cell for cell in next(filter(any, whole)) if cell.strip()])
        why = f"There are {filled} columns. Name them in a first row, two of them {columns.first} and {columns.second}."
        why = f"{why} The first row has {found}."
    return Parsed(rows, [Problem(None, "file", why), *reading.stopped_after(len(rows))])
