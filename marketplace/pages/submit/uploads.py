"""Rows and documents from pasted tables and uploaded files. If a part cannot be read, nothing is taken."""

from pathlib import PurePath
from typing import Literal

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from evaluations.prototypes.datasets.documents import MAX_DOCUMENTS, MAX_NAME_CHARACTERS, PLAIN, parse_documents
from evaluations.prototypes.datasets.examples import MAX_BYTES, MAX_ROWS, ExampleProblems, Parsed, Problem
from evaluations.prototypes.datasets.files import decode, encoding_notice, parse
from evaluations.prototypes.scorers import PILED, composed, has_piled_accents

from .rows import TypedRow, storable

TableFormat = Literal["csv", "tsv", "jsonl", "auto"]
FORMATS: dict[str, TableFormat] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".tsv": "tsv"}

ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".md")

NOTHING = "Paste a table or choose a file first."
NO_DOCUMENTS = "Paste documents or choose files first."


def read_rows(request: HttpRequest) -> Parsed:
    """The rows of the paste and then of the file, with notices of how they were read; or no rows and all problems."""
    read = Parsed()
    for text, table_format in sources(request, read):
        parsed = parse(text, table_format)
        read.rows.extend(parsed.rows)
        read.problems.extend(parsed.problems or unfit(parsed.rows))
        read.notices.extend(parsed.notices)
    return Parsed(problems=read.problems) if read.problems else read


def unfit(rows: list[TypedRow]) -> list[Problem]:
    """JSON can spell characters that no page can show and no text in Postgres can store."""
    for number, row in enumerate(rows, 1):
        if any(map(has_piled_accents, row)):
            return [Problem(number, "file", f"Row {number} {PILED}")]
    why = "holds a character that no text has (NUL, or half of one). Remove it."
    pairs = enumerate(zip(rows, storable(rows), strict=True), 1)
    return [Problem(number, "file", f"Row {number} {why}") for number, (row, fit) in pairs if row != fit]


def sources(request: HttpRequest, read: Parsed) -> list[tuple[str, TableFormat]]:
    found: list[tuple[str, TableFormat]] = []
    pasted = request.POST.get("paste", "")
    if pasted.strip():
        found.append((pasted, "auto"))
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        try:
            found.append((text_of(file, read.notices), FORMATS.get(PurePath(file.name or "").suffix.lower(), "auto")))
        except ExampleProblems as trouble:
            read.problems.extend(trouble.problems)
    if not found and not read.problems and request.POST.get("do") == "take":
        read.problems.append(Problem(None, "file", NOTHING))
    return found


def text_of(file: "UploadedFile[bytes]", notices: list[str]) -> str:
    """Raises ExampleProblems. A large file is refused by its size, and one of another kind by its name, unread.

    Adds a notice where its encoding is not sure."""
    if PurePath(file.name or "").suffix.lower() not in ENDINGS:
        why = f"The name of the file ends in none of {', '.join(ENDINGS)}. Save it as one of these."
        raise ExampleProblems([Problem(None, "file", why)])
    if (file.size or 0) > MAX_BYTES:
        why = f"The file has {file.size:,} bytes; the most is {MAX_BYTES:,}. Leave some rows out."
        raise ExampleProblems([Problem(None, "file", why)])
    data = file.read()
    if said := encoding_notice(data):
        notices.append(said)
    return decode(data)


def in_nfc(rows: list[TypedRow]) -> list[TypedRow]:
    return [(composed(first), composed(second)) for first, second in rows]


def merged(stored: list[TypedRow], new: list[TypedRow], *, replace: bool) -> tuple[list[TypedRow], list[Problem]]:
    """The new rows after the stored ones, or instead of them; the stored ones and a problem where they are too many."""
    new = in_nfc(new)
    rows = new if replace else [*stored, *new]
    if len(rows) <= MAX_ROWS:
        return rows, []
    why = f"That makes {len(rows):,} rows; the most is {MAX_ROWS:,}. Leave {len(rows) - MAX_ROWS:,} out."
    return stored, [Problem(None, "file", why)]


def read_documents(request: HttpRequest) -> Parsed:
    """The documents of the paste and then of the files; or no documents and all problems, with the files' names."""
    read = Parsed()
    if (pasted := request.POST.get("papers", "")).strip():
        read_table(pasted, "auto", "", read)
    for file in request.FILES.getlist("document_files"):
        read_file(file, read)
    if not read.rows and not read.problems and request.POST.get("do") == "take_documents":
        read.problems.append(Problem(None, "documents", NO_DOCUMENTS))
    return Parsed(problems=read.problems) if read.problems else read


def read_file(file: "UploadedFile[bytes]", read: Parsed) -> None:
    path = PurePath(file.name or "")
    try:
        text = text_of(file, read.notices)
    except ExampleProblems as trouble:
        read.problems.extend(in_file(path.name, trouble.problems))
        return
    if path.suffix.lower() not in PLAIN:
        read_table(text, FORMATS.get(path.suffix.lower(), "auto"), path.name, read)
    elif len(path.stem) > MAX_NAME_CHARACTERS:
        why = f"{path.stem[:40]}…: the name of the file is too long to be a document's. Rename the file."
        read.problems.append(Problem(None, "documents", why))
    else:
        read.rows.append((path.stem, text))


def read_table(text: str, table_format: TableFormat, name: str, read: Parsed) -> None:
    """`name`: of the file; "" if the table was pasted."""
    parsed = parse_documents(text, table_format)
    read.problems.extend(in_file(name, parsed.problems or unfit(parsed.rows)))
    read.notices.extend(parsed.notices)
    read.rows.extend(parsed.rows)


def in_file(name: str, problems: list[Problem]) -> list[Problem]:
    where = f"{name}: " if name else ""
    return [Problem(None, "documents", f"{where}{problem.message}") for problem in problems]


def merged_documents(
    stored: list[TypedRow], new: list[TypedRow], *, replace: bool
) -> tuple[list[TypedRow], list[Problem]]:
    """Like `merged`."""
    new = in_nfc(new)
    documents = new if replace else [*stored, *new]
    if len(documents) <= MAX_DOCUMENTS:
        return documents, []
    spare = len(documents) - MAX_DOCUMENTS
    why = f"That makes {len(documents):,} documents; the most is {MAX_DOCUMENTS}. Leave {spare:,} out."
    return stored, [Problem(None, "documents", why)]
