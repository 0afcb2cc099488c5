"""Examples from a file or a paste: CSV, TSV and JSON Lines, exactly as written and never evaluated.

JSON Lines are one object or two-item array per line; a whole JSON array of them is read as well. `tables` reads the
others.

Row numbers count the data from 1, as the author sees them: a header is not a row, a blank line is one."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from .problems import MAX_BYTES, MAX_CHARACTERS, ExampleProblems, Parsed, Problem
from .tables import ColumnPair, parse_table

FileFormat = Literal["csv", "tsv", "jsonl", "auto"]

INPUT_NAMES = (
    "input",
    "text",
    "question",
    "prompt",
    "query",
    "message",
    "sentence",
    "note",
    "request",
    "utterance",
    "document",
    "instruction",
)
EXPECTED_NAMES = (
    "expected",
    "expected_output",
    "label",
    "answer",
    "output",
    "category",
    "class",
    "target",
    "response",
    "completion",
    "result",
    "intent",
    "topic",
    "document",
)

EXAMPLES = ColumnPair(
    noun="example",
    first="input",
    second="expected",
    first_names=INPUT_NAMES,
    second_names=EXPECTED_NAMES,
    in_words="an input and an expected output",
    max_characters=MAX_CHARACTERS,
)
_DELIMITERS: dict[FileFormat, str] = {"csv": ",;", "tsv": "\t", "auto": "\t,;"}
_LOOKS_LIKE_JSON = re.compile(r"\s*(\{|\[\s*[\[{\"])")


def decode(data: bytes) -> str:
    """The text of an uploaded file. Raises ExampleProblems when it is too large or not UTF-8 text."""
    if len(data) > MAX_BYTES:
        raise _refused(f"The file has {len(data):,} bytes; the most is {MAX_BYTES:,}. Leave some rows out.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused("The file is UTF-16 text. Save it as UTF-8 (in a spreadsheet: CSV UTF-8) and try again.")
    if b"\x00" in data:
        line = _line_of(data, data.index(b"\x00"))
        raise _refused(f"Line {line} holds a NUL byte, which text never has. Save it as CSV or JSON Lines in UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            f"Line {_line_of(data, error.start)} holds a byte that is not UTF-8 (0x{error.object[error.start]:02X}). "
            "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8) and try again."
        ) from None


def _line_of(data: bytes, place: int) -> int:
    return data[:place].count(b"\n") + 1


def _refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "file", message)])


def parse(text: str, file_format: FileFormat = "auto", columns: ColumnPair = EXAMPLES) -> Parsed:
    """The rows in the text of a file or a paste. What cannot be read is a problem, never an exception."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return _unread(f"The text has {size:,} bytes; the most is {MAX_BYTES:,}. Leave some rows out.")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return _unread(f"There is nothing in it. Give one {columns.noun} in each row.")
    if file_format == "jsonl" or (file_format == "auto" and _LOOKS_LIKE_JSON.match(text)):
        return parse_json_lines(text, columns)
    return parse_table(text, _DELIMITERS[file_format], columns)


def _unread(message: str) -> Parsed:
    return Parsed(problems=[Problem(None, "file", message)])


class _Unusable(ValueError):
    """The fault of one row, to follow "Row 3 "; how to write rows comes after it."""


def parse_json_lines(text: str, columns: ColumnPair) -> Parsed:
    parsed = Parsed()
    for number, row in enumerate(_rows(text, columns), 1):
        if isinstance(row, _Unusable):
            parsed.problems.append(Problem(number, "rows", f"Row {number} {row} {columns.forms}"))
            row = ("", "")
        parsed.rows.append(row)
    return parsed


def _rows(text: str, columns: ColumnPair) -> Iterator[tuple[str, str] | _Unusable]:
    items = _items_of_array(text)
    if items is not None:
        yield from (_attempt(item, columns) for item in items)
    else:
        lines = text.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield from (_read(line, columns) if line.strip() else ("", "") for line in lines)


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)  # keeps 1.10 as it was typed


def _items_of_array(text: str) -> list[Any] | None:
    try:
        whole = _load(text) if text.lstrip().startswith("[") else None
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return whole if isinstance(whole, list) and all(isinstance(item, dict | list) for item in whole) else None


def _read(line: str, columns: ColumnPair) -> tuple[str, str] | _Unusable:
    try:
        return _attempt(_load(line), columns)
    except json.JSONDecodeError as error:
        return _Unusable(f"is not JSON: {error.msg.lower()} at character {error.pos + 1}.")
    except (ValueError, ArithmeticError, RecursionError):
        return _Unusable("is nested too deep or holds too long a number.")


def _attempt(item: Any, columns: ColumnPair) -> tuple[str, str] | _Unusable:
    try:
        return _pair(item, columns)
    except _Unusable as unusable:
        return unusable


def _pair(item: Any, columns: ColumnPair) -> tuple[str, str]:
    if isinstance(item, list):
        if len(item) != 2:
            raise _Unusable(f"is an array of {len(item)} items instead of two.")
        first, second = item
        return _text(first), _text(second)
    if not isinstance(item, dict):
        raise _Unusable("is neither an object nor an array.")
    found = columns.find(list(item))
    if found is None:
        raise _Unusable(f"does not name both {columns.in_words}.")
    values, (first, second) = list(item.values()), found
    return _text(values[first]), _text(values[second])


def _text(value: Any) -> str:
    """A value as text: strings and numbers as they are, null blank, anything else as JSON."""
    if value is None:
        return ""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=float)
