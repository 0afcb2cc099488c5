"""A program that `workbooks` starts: it reads a workbook on its standard input, and writes its values as JSON.

It takes limits of memory, time and output before it reads a byte, so that a hostile file ends it and nothing else. It
reads values alone: macros, formulas and links are not followed."""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 384 * 2**20  # bytes of addresses, of which Python and the library take about 60 million
SECONDS = 5  # of the processor
MAX_OUTPUT = 8_000_000  # bytes
MAX_UNPACKED = 30_000_000  # bytes, of all parts of the file; a table of 1 MB has about 5
MAX_TEXT = 1_000_000  # characters of all sheets
MAX_SHEETS = 10  # that hold anything
MAX_COLUMNS = 200
MANIFEST = "META-INF/manifest.xml"  # of .ods
MAX_NAMED = 5  # cells in a notice

_CELL = re.compile(r"<(c)\b([^>]*)>|<(f|v|is)\b|<(/c)>")
_PLACE = re.compile(r'\br="([A-Z]{1,3}\d{1,7})"')
_ODS_CELL = re.compile(r"<table:table-cell\b[^>]*>")
_ODS_FORMULA = re.compile(r'\btable:formula="(?:of:)?([^"]*)"')


class _Refused(Exception):
    """The workbook cannot be read; its text is the key of a message in `workbooks`."""


def main() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        found = read(sys.stdin.buffer.read())
    except _Refused as refused:
        found = {"refused": str(refused)}
    except MemoryError:
        found = {"refused": "large"}
    except BaseException:  # whatever a broken file makes the libraries raise: also a panic, which is no Exception
        found = {"refused": "broken"}
    sys.stdout.write(json.dumps(found))


def read(data: bytes) -> dict[str, Any]:
    """`sheets`: names and rows of those that hold anything; `more`: names of others; `blank`: cells without a value."""
    from python_calamine import load_workbook  # after the limits are taken

    parts = zipfile.ZipFile(io.BytesIO(data))
    if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
        raise _Refused("large")
    if MANIFEST in parts.namelist() and b"encryption-data" in parts.read(MANIFEST):
        raise _Refused("password")
    workbook, size = load_workbook(io.BytesIO(data)), 0
    sheets: list[tuple[str, list[list[str]]]] = []
    for name in workbook.sheet_names:
        rows = []
        for row in without_blank_ends(workbook.get_sheet_by_name(name).iter_rows()):
            size += sum(map(len, row)) + 1
            if size > MAX_TEXT:
                raise _Refused("long")
            rows.append(row)
        sheets.extend([(name, rows)] if rows else [])
    return {
        "sheets": sheets[:MAX_SHEETS],
        "more": [name for name, _ in sheets[MAX_SHEETS:]],
        "blank": list(without_value(parts))[: MAX_NAMED + 1],
    }


def without_blank_ends(rows: Any) -> Iterator[list[str]]:
    """The rows from the first to the last that holds anything."""
    blank = 0
    began = False
    for values in rows:
        if len(values) > MAX_COLUMNS and any(value != "" for value in values[MAX_COLUMNS:]):
            raise _Refused("wide")
        row = [as_seen(value) for value in values[:MAX_COLUMNS]]
        if not any(row):
            blank += 1
            continue
        if began:
            yield from [[""]] * blank
        began, blank = True, 0
        yield row


def as_seen(value: Any) -> str:
    """12 instead of 12.0, and 0.3 where a spreadsheet shows it; dates in ISO 8601."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def without_value(parts: zipfile.ZipFile) -> Iterator[str]:
    """Places of cells whose formula has no stored value, or whose value is an error; of .ods their formulas."""
    for name in parts.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            yield from _places(parts.read(name).decode("utf-8", "replace"))
        elif name == "content.xml":
            for cell in _ODS_CELL.findall(parts.read(name).decode("utf-8", "replace")):
                formula = _ODS_FORMULA.search(cell)
                if formula and ("office:value-type" not in cell or '"error"' in cell):
                    yield formula[1]


def _places(xml: str) -> Iterator[str]:
    attributes, has = "", set[str]()
    for opened, found, part, closed in _CELL.findall(xml):
        if opened:
            attributes, has = found, set()
        elif part:
            has.add(part)
        elif closed and (has == {"f"} or 't="e"' in attributes) and (place := _PLACE.search(attributes)):
            yield place[1]


if __name__ == "__main__":
    main()
