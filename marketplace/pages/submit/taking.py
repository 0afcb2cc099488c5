"""Rows out of a pasted table and an uploaded file. What cannot be read is said, and nothing is taken."""

from pathlib import PurePath
from typing import Literal

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from evaluations.prototypes.examples import MOST_BYTES, MOST_ROWS, ExampleProblems, Problem, decode, parse

from .rows import Pair, storable

Form = Literal["csv", "tsv", "jsonl", "auto"]
FORMS: dict[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".tsv": "tsv"}

NOTHING = "Paste a table or choose a file first."


def taken(request: HttpRequest) -> tuple[list[Pair], list[Problem]]:
    """The rows of the paste and then of the file, or none and every problem found."""
    rows: list[Pair] = []
    problems: list[Problem] = []
    for text, form in sources(request, problems):
        parsed = parse(text, form)
        rows += parsed.rows
        problems += parsed.problems or unfit(parsed.rows)
    return ([], problems) if problems else (rows, [])


def unfit(rows: list[Pair]) -> list[Problem]:
    """JSON can spell characters that no page can show and no text in Postgres can hold."""
    why = "holds a character that no text has (NUL, or half of one). Remove it."
    pairs = enumerate(zip(rows, storable(rows), strict=True), 1)
    return [Problem(number, "file", f"Row {number} {why}") for number, (row, fit) in pairs if row != fit]


def sources(request: HttpRequest, problems: list[Problem]) -> list[tuple[str, Form]]:
    found: list[tuple[str, Form]] = []
    pasted = request.POST.get("paste", "")
    if pasted.strip():
        found.append((pasted, "auto"))
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        try:
            found.append((text_of(file), FORMS.get(PurePath(file.name or "").suffix.lower(), "auto")))
        except ExampleProblems as trouble:
            problems += trouble.problems
    if not found and not problems and request.POST.get("do") == "take":
        problems.append(Problem(None, "file", NOTHING))
    return found


def text_of(file: "UploadedFile[bytes]") -> str:
    """Raises ExampleProblems. A large file is refused by its size, unread."""
    if (file.size or 0) > MOST_BYTES:
        why = f"The file has {file.size:,} bytes; the most is {MOST_BYTES:,}. Leave some rows out."
        raise ExampleProblems([Problem(None, "file", why)])
    return decode(file.read())


def merged(stored: list[Pair], new: list[Pair], *, replace: bool) -> tuple[list[Pair], list[Problem]]:
    """The new rows after those there are, or in their place; unchanged and a problem where they would be too many."""
    rows = new if replace else [*stored, *new]
    if len(rows) <= MOST_ROWS:
        return rows, []
    why = f"That makes {len(rows):,} rows; the most is {MOST_ROWS:,}. Leave {len(rows) - MOST_ROWS:,} out."
    return stored, [Problem(None, "file", why)]
