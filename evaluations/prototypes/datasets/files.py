"""Examples from a file or a paste: CSV, TSV and JSON, exactly as written and never evaluated. `tables` reads the
first two, and `objects` JSON; `workbooks` makes CSV of what spreadsheets save.

Row numbers count the data from 1, as the author sees them: a header is not a row, a blank line is one."""

import re
from typing import Literal

from .columns import ColumnPair
from .objects import parse_objects
from .problems import MAX_BYTES, MAX_CHARACTERS, ExampleProblems, Parsed, Problem, short
from .tables import parse_table

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
    in_words="what goes in and what should come out",
    max_characters=MAX_CHARACTERS,
    joined=("instruction", "input"),
)
_DELIMITERS: dict[FileFormat, str] = {"csv": ",;", "tsv": "\t", "auto": "\t,;|"}
# A character of UTF-8 in several bytes, or one byte beyond ASCII; and what no text in Windows-1252 holds.
_BEYOND_ASCII = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}|[\x80-\xff]")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_LOOKS_LIKE_JSON = re.compile(r"\s*(\{|\[\s*[\[{\"])")


def decode(data: bytes) -> str:
    """The text of an uploaded file. Raises ExampleProblems when it is too large, or text in no known encoding."""
    return data.decode(encoding_of(data))


def encoding_of(data: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or else Windows-1252. Raises ExampleProblems.

    A file that is not UTF-8 is damaged UTF-8, and refused, unless bytes beyond ASCII mostly stand alone."""
    if len(data) > MAX_BYTES:
        raise _refused(f"The file has {len(data):,} bytes; the most is {MAX_BYTES:,}. Leave some rows out.")
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf_16 and b"\x00" in data:
        line = _line_of(data, data.index(b"\x00"))
        raise _refused(f"Line {line} holds a NUL byte, which text never has. Save it as CSV or JSON Lines in UTF-8.")
    encoding = "utf-16" if is_utf_16 else "utf-8-sig"
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        if not is_utf_16 and _is_windows_text(data):
            return "cp1252"
        raise _refused(
            f"Line {_line_of(data, error.start)} holds a byte that is not {'UTF-16' if is_utf_16 else 'UTF-8'} "
            f"(0x{data[error.start]:02X}). Save the file as UTF-8 (in a spreadsheet: CSV UTF-8) and try again."
        ) from None
    return encoding


def _is_windows_text(data: bytes) -> bool:
    whole = sum(len(found) > 1 for found in _BEYOND_ASCII.findall(data))
    alone = len(_BEYOND_ASCII.findall(data)) - whole
    return alone > whole and not _NO_TEXT.search(data)


def encoding_notice(data: bytes) -> str:
    """What to look at where letters were read by an encoding that the file does not name; blank where they are sure."""
    if encoding_of(data) != "cp1252":
        return ""
    line = next(line for line in data.splitlines() if not line.isascii()).decode("cp1252")
    return f"The file is not UTF-8 and was read as Windows-1252. See whether its letters are right: “{short(line)}”."


def _line_of(data: bytes, place: int) -> int:
    return data[:place].count(b"\n") + 1


def _refused(message: str) -> ExampleProblems:
    return ExampleProblems([Problem(None, "file", message)])


def parse(text: str, file_format: FileFormat = "auto", columns: ColumnPair = EXAMPLES, chosen: str = "") -> Parsed:
    """The rows in the text of a file or a paste. What cannot be read is a problem, never an exception.

    `chosen`: the key of an offer, made for the same text before; without such a reading it is asked again."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return _unread(f"The text has {size:,} bytes; the most is {MAX_BYTES:,}. Leave some rows out.")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return _unread(f"There is nothing in it. Give one {columns.noun} in each row.")
    if file_format == "jsonl" or (file_format == "auto" and _LOOKS_LIKE_JSON.match(text)):
        return parse_objects(text, columns)
    parsed = parse_table(text, _DELIMITERS[file_format], columns, chosen)
    found_any = parsed.rows or parsed.problems
    return parsed if found_any else _unread(f"There is no row in it. Give one {columns.noun} in each row.")


def _unread(message: str) -> Parsed:
    return Parsed(problems=[Problem(None, "file", message)])
