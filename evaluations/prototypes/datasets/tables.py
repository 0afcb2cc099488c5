"""CSV and TSV, as spreadsheets and people write them. A cell is data, whatever it looks like: "=1+1" stays text.

A text is read by every delimiter, with its quotation marks as quotes and as plain characters, and the reading with the
highest `score` is taken. `columns` then says which two of its columns are meant."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from .cells import as_written
from .columns import ENOUGH, ColumnPair, Wanted, evidence_of_names, filled_columns, notices_of, quoted, recurring
from .problems import Parsed, Problem, in_one_message

_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon", "|": "a bar"}
_SEPARATOR = re.compile(r"\s*\"?sep=([\t,;|])\"?[ \t,;|]*(?:\r\n|\r|\n)", re.IGNORECASE)  # a first line of Excel
_RULE = re.compile(r"\s*:?-+:?\s*")  # below the names of the columns of Markdown
_QUOTED_CELL = re.compile(r'"((?:[^"]|"")*)"')
MAX_TITLES = 10  # rows before the names of the columns
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
    def named(self) -> int | None:
        """The index of the record that names both columns, if it is among the first."""
        filled = [index for index, record in enumerate(self.records[: 2 * MAX_TITLES]) if any(record)]
        return next((index for index in filled[: MAX_TITLES + 1] if self.columns.find(self.records[index])), None)

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
        return self.named is not None, self.width > 1, not self.fault, -misfits, -decimals, repeats, bare, rows


def parse_table(text: str, delimiters: str, columns: ColumnPair) -> Parsed:
    """The rows of the best reading, the first of equals, with notices of how it was read."""
    if separator := _SEPARATOR.match(text):
        text, delimiters = text[separator.end() :], separator[1]
    readings = [reading for delimiter in delimiters for reading in _readings(text, delimiter, columns)]
    best = max(readings, key=lambda reading: reading.score)
    parsed = _rows_of(best, columns)
    if best.fault:
        number = len(parsed.rows) + 1
        parsed.problems.append(Problem(number, "rows", f"Row {number} {best.fault}"))
    rival = next((each for each in readings if each.delimiter != best.delimiter and each.score == best.score), None)
    if rival and best.width > 1:
        one, other = _NAMES[best.delimiter].capitalize(), _NAMES[rival.delimiter]
        parsed.notices.append(f"{one} and {other} part the columns equally well. {one} was taken.")
    if best.literal and best.delimiter != "\t":
        parsed.notices.append("Quotation marks do not close in their cells, so they were read as characters.")
    return parsed


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
class _Layout:
    """Where the rows begin, their number of columns, and which of these are wanted."""

    begins: int
    width: int
    wanted: Wanted
    names: Sequence[str] = ()
    notices: list[str] = field(default_factory=list)


def _rows_of(reading: _Reading, columns: ColumnPair) -> Parsed:
    layout = _named_layout(reading, columns) or _guessed_layout(reading, columns)
    if layout is None:
        return _unnamed(reading, columns)
    body = reading.records[layout.begins :]
    parsed = _parse_records(reading, body, layout)
    names = layout.names or [""] * layout.width
    parsed.notices.extend([*layout.notices, *notices_of(names, layout.wanted, body, columns)])
    return parsed


def _named_layout(reading: _Reading, columns: ColumnPair) -> _Layout | None:
    if reading.named is None:
        return None
    names = reading.records[reading.named]
    wanted = columns.find(names)
    if wanted is None:
        return None
    width = max(filled_columns([names])) + 1
    return _Layout(reading.named + 1, width, wanted, names, _titles(reading.records[: reading.named]))


def _guessed_layout(reading: _Reading, columns: ColumnPair) -> _Layout | None:
    """By the rows of full width: whether one of the first names the columns, and which two are meant."""
    records = reading.records
    whole = [index for index, record in enumerate(records) if len(record) == reading.width and any(record)]
    if not whole:
        return _Layout(0, 2, Wanted((0,), 1))
    rows = [records[index] for index in whole]
    heads = [place for place in range(min(len(rows), MAX_TITLES)) if len(filled_columns([rows[place]])) > 1] or [0]
    after_blank = [place for place in heads[1:] if not any(records[whole[place] - 1])]
    for place in [*after_blank[::-1], heads[0]]:
        titles = _titles(records[: whole[place]])
        narrow = bool(titles) and place == heads[0]  # they have one cell, and so come before names
        if layout := _layout_below(rows[place], rows[place + 1 :], narrow, columns):
            return replace(layout, begins=whole[place] + 1, notices=[*titles, *layout.notices])
    return _layout_without_names(rows, columns)


def _layout_below(
    head: list[str], body: Sequence[list[str]], is_below_titles: bool, columns: ColumnPair
) -> _Layout | None:
    """Of the rows below this one, if it names the columns; it begins at 1."""
    wanted = columns.guess(head, body)
    if wanted is None or evidence_of_names(head, body, wanted, columns) + is_below_titles < ENOUGH:
        return None
    said = f"{_first_row(head, wanted)} the names of the columns."
    return _Layout(1, _width([head, *body], wanted), wanted, head, [said])


def _layout_without_names(rows: Sequence[list[str]], columns: ColumnPair) -> _Layout | None:
    head, body = rows[0], rows[1:]
    wanted = columns.guess(head, body)
    if wanted is None:
        return None
    notices = []
    if body and evidence_of_names(head, body, wanted, columns) >= -ENOUGH:
        otherwise = f"If it names the columns, write {columns.first} and {columns.second} instead."
        notices.append(f"{_first_row(head, wanted)} {columns.noun} 1. {otherwise}")
    if wanted.first[0] > wanted.second:
        notices.append(f"The second column was read as the {columns.first}, because the first one repeats.")
    return _Layout(0, _width(rows, wanted), wanted, (), notices)


def _width(rows: Sequence[list[str]], wanted: Wanted) -> int:
    return max(*filled_columns(rows), *wanted.first, wanted.second) + 1


def _first_row(head: Sequence[str], wanted: Wanted) -> str:
    return f"The first row, {quoted([head[wanted.first[0]], head[wanted.second]])}, was read as"


def _titles(records: Sequence[Sequence[str]]) -> list[str]:
    """What stands before the names of the columns."""
    titles = [" ".join(cell.strip() for cell in record if cell.strip()) for record in records]
    return [f"{quoted(titles)} before the table was left out."] if (titles := [each for each in titles if each]) else []


def _parse_records(reading: _Reading, records: Sequence[list[str]], layout: _Layout) -> Parsed:
    parsed, width = Parsed(), layout.width
    exported = set(layout.names) >= EXPORTED
    for number, record in enumerate(records, 1):
        cells = record[:width] + [cell for cell in record[width:] if cell.strip()]
        if len(cells) != width and any(cells):
            parsed.problems.append(_ragged(number, len(cells), width, reading.delimiter))
            parsed.rows.append(_as_pair(cells, reading.delimiter))
        else:
            pair = layout.wanted.pair(cells) if any(cells) else ("", "")
            parsed.rows.append((as_written(pair[0]), as_written(pair[1])) if exported else pair)
    return Parsed(parsed.rows, in_one_message(parsed.problems), parsed.notices)


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
    return Parsed(rows, [Problem(None, "file", why)])
