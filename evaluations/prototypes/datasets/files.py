"""Examples from a file or a paste: CSV, TSV and JSON Lines, exactly as written and never evaluated.

Row numbers count the data from 1, as the author sees them: a header is not a row, a blank line is one."""

import re
from typing import Literal

from .json_lines import parse_json_lines
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
