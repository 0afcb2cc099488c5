"""Workbooks of Excel (.xlsx) and OpenDocument (.ods): their sheets as CSV, which `files` then reads.

They are read in a process of its own with limits, because a small file can unpack to more than the machine holds."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, NamedTuple

from .columns import quoted
from .problems import ExampleProblems, Problem, short

WORKBOOKS = (".xlsx", ".ods")
AT_ONCE = 2  # readers of one web process
WAIT = 10.0  # seconds for a reader to begin, and as many for it to end
READER = Path(__file__).with_name("workbook_reader.py")
OLD = b"\xd0\xcf\x11\xe0"  # begins a file of old Excel, and a new one with a password

_REFUSED = {
    "password": "is protected by a password. Save it without one.",
    "old": "is protected by a password, or in the format of old Excel (.xls). Save it as .xlsx without a password.",
    "broken": "is no workbook that can be read. Open it in a spreadsheet, and save it as .xlsx, .ods or CSV.",
    "large": "needs too much memory or time to be read. Save the sheet that you mean as CSV.",
    "long": "holds more than 1,000,000 characters. Leave rows or sheets out, or save the sheet that you mean as CSV.",
    "wide": "has a sheet of more than 200 columns. Save the two columns that you mean as CSV.",
    "empty": "holds nothing. Give one example in each row of its first sheet.",
    "busy": "cannot be read now, because other workbooks are. Try again in a minute.",
}
_readers = BoundedSemaphore(AT_ONCE)


class SheetText(NamedTuple):
    """`text`: as CSV, with every cell in quotation marks."""

    name: str
    text: str


def read_workbook(name: str, data: bytes) -> tuple[list[SheetText], list[str]]:
    """The sheets that hold anything, at least one, and notices. `name`: of the file. Raises ExampleProblems."""
    found: dict[str, Any] = {"refused": "old"} if data.startswith(OLD) else _found_in(data)
    if "refused" not in found and not found["sheets"]:
        found = {"refused": "empty"}
    if refused := found.get("refused"):
        raise ExampleProblems([Problem(None, "file", f"The file {quoted([name])} {_REFUSED[refused]}")])
    notices = [f"The sheet {quoted(found['more'])} was left out: it comes after ten others."] if found["more"] else []
    if blank := found["blank"]:
        cells = ", ".join(short(cell) for cell in blank[:5]) + (" and more" if len(blank) > 5 else "")
        notices.append(f"Formulas without a stored value, or with an error, were read as blank: {cells}.")
    return [SheetText(sheet, _as_csv(rows)) for sheet, rows in found["sheets"]], notices


def _found_in(data: bytes) -> dict[str, Any]:
    """What the reader says; "large" where its limits have ended it."""
    if not _readers.acquire(timeout=WAIT):
        return {"refused": "busy"}
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(data)
            given.seek(0)
            command = [sys.executable, "-I", str(READER)]
            ended = subprocess.run(
                command, stdin=given, stdout=said, stderr=subprocess.DEVNULL, timeout=WAIT, cwd="/", env={}, check=False
            )
            said.seek(0)
            return dict(json.loads(said.read())) if ended.returncode == 0 else {"refused": "large"}
    except subprocess.TimeoutExpired:
        return {"refused": "large"}
    finally:
        _readers.release()


def _as_csv(rows: Sequence[Sequence[str]]) -> str:
    page = io.StringIO(newline="")
    csv.writer(page, quoting=csv.QUOTE_ALL).writerows(rows)
    return page.getvalue()
