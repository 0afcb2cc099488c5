"""Rows and documents from pasted tables and uploaded files. If a part cannot be read, nothing is taken.

A table that can be read in several ways is asked about. Until the author chooses, a paste stays in its field, and a
file's text is kept in a field of the form. The choice is only one among the readings that are then made again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Literal, NamedTuple, get_args

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from evaluations.prototypes.datasets.columns import quoted
from evaluations.prototypes.datasets.documents import MAX_DOCUMENTS, MAX_NAME_CHARACTERS, PLAIN, parse_documents
from evaluations.prototypes.datasets.examples import MAX_BYTES, MAX_ROWS, ExampleProblems, Offer, Parsed, Problem
from evaluations.prototypes.datasets.files import decode, encoding_notice, parse
from evaluations.prototypes.datasets.names import ColumnNames, names_above
from evaluations.prototypes.datasets.workbooks import WORKBOOKS, read_workbook
from evaluations.prototypes.scorers import PILED, composed, has_piled_accents

from .rows import TypedRow, storable

TableFormat = Literal["csv", "tsv", "jsonl", "auto"]
FORMATS: dict[str, TableFormat] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".tsv": "tsv"}

ENDINGS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".md", *WORKBOOKS)

NOTHING = "Paste a table or choose a file first."
NO_DOCUMENTS = "Paste documents or choose files first."
ONE_BY_ONE = "Read the pasted table and the file one after the other: one of them can be read in several ways."
SEVERAL_WAYS = "The table can be read in several ways. Write name and text above its columns, or paste it instead."
SHEETS = "The file has several sheets."
NONE_OF_THEM = "none"  # in place of the key of a reading: the table is left out


class FileTable(NamedTuple):
    """A table of a file. `sheet`: its name in a workbook; blank in any other file."""

    sheet: str
    text: str
    format: TableFormat


@dataclass(frozen=True, slots=True)
class Doubt:
    """How a table is meant. `name`: of the buttons that answer; `about`: the table; `tables`: of a file, whose text the
    form keeps meanwhile."""

    name: Literal["reading", "papers_reading"]
    about: str
    offers: Sequence[Offer]
    tables: Sequence[FileTable] = ()
    notices: Sequence[str] = ()

    @property
    def heads(self) -> tuple[str, str]:
        """Of the two columns that are read."""
        return ("Goes in", "Comes out") if self.name == "reading" else ("Name", "Text")

    @property
    def kept(self) -> str:
        return json.dumps(self.tables, ensure_ascii=False) if self.tables else ""


@dataclass
class Brought:
    """What came along with a form: rows with notices of how they were read, and the names of their columns; or
    problems; or a doubt."""

    rows: list[TypedRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubt: Doubt | None = None
    names: ColumnNames = ("", "")

    def add(self, parsed: Parsed) -> None:
        self.rows.extend(parsed.rows)
        self.problems.extend(parsed.problems or unfit(parsed.rows))
        self.notices.extend(parsed.notices)
        self.names = self.names if any(self.names) else names_above(parsed.names)

    def whole(self) -> "Brought":
        """All of it, or the problems alone."""
        return Brought(problems=self.problems) if self.problems else self


def read_rows(request: HttpRequest) -> Brought:
    """The rows of the paste and then of the file."""
    chosen = request.POST.get("reading", "")
    if chosen == NONE_OF_THEM:
        return Brought()
    brought, pasted = Brought(), request.POST.get("paste", "")
    tables = file_tables(request, brought)
    parts = [parse(pasted, chosen=chosen)] if pasted.strip() else []
    parts += [read_tables(tables, chosen)] if tables else []
    if not parts and not brought.problems and (chosen or request.POST.get("do") == "take"):
        brought.problems.append(Problem(None, "file", NOTHING))
    if any(part.offers for part in parts):
        if len(parts) > 1:
            return Brought(problems=[Problem(None, "file", ONE_BY_ONE)])
        about = "the table in the file" if tables else "the pasted table"
        return Brought(doubt=Doubt("reading", about, parts[0].offers, tables, [*brought.notices, *parts[0].notices]))
    for part in parts:
        brought.add(part)
    return brought.whole()


def read_tables(tables: Sequence[FileTable], chosen: str) -> Parsed:
    """The table of a file; of a workbook that of the chosen sheet, or of the only one that can be read."""
    if len(tables) == 1:
        return parse(tables[0].text, tables[0].format, chosen=chosen)
    offers, unread, (sheet, _, way) = [], [], chosen.partition(":")
    for number, table in enumerate(tables, 1):
        is_chosen = sheet == f"{number}"
        parsed = parse(table.text, table.format, chosen=way if is_chosen else "")
        if is_chosen and not parsed.offers:
            return parsed
        for offer in parsed.offers or [Offer("", "", "", parsed)]:
            if offer.read.problems:
                unread.append(f"{quoted([table.sheet])} cannot be read: {offer.read.problems[0].message}")
            else:
                where = f"Sheet {quoted([table.sheet])}"
                offers.append(replace(offer, key=f"{number}:{offer.key}", parts=where))
    if len(offers) == 1:
        return replace(offers[0].read, notices=[*offers[0].read.notices, *unread])
    return Parsed(problems=[Problem(None, "file", " ".join([SHEETS, *unread]))], notices=unread, offers=offers)


def unfit(rows: list[TypedRow]) -> list[Problem]:
    """JSON can spell characters that no page can show and no text in Postgres can store."""
    for number, row in enumerate(rows, 1):
        if any(map(has_piled_accents, row)):
            return [Problem(number, "file", f"Row {number} {PILED}")]
    why = "holds a character that no text has (NUL, or half of one). Remove it."
    pairs = enumerate(zip(rows, storable(rows), strict=True), 1)
    return [Problem(number, "file", f"Row {number} {why}") for number, (row, fit) in pairs if row != fit]


def file_tables(request: HttpRequest, brought: Brought) -> list[FileTable]:
    """Of the uploaded file, or else of one that the form has kept; none and a problem where it cannot be read."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return kept_tables(request.POST)
    try:
        return tables_in(file, brought.notices)
    except ExampleProblems as trouble:
        brought.problems.extend(trouble.problems)
        return []


def kept_tables(form: QueryDict) -> list[FileTable]:
    """The tables in a form that we sent; none where somebody else has written it."""
    try:
        tables = [FileTable(*table) for table in json.loads(form.get("kept") or "[]")]
    except (ValueError, TypeError, RecursionError):
        return []
    formats = get_args(TableFormat)
    is_ours = all(isinstance(part, str) for table in tables for part in table)
    return tables if is_ours and all(table.format in formats for table in tables) else []


def tables_in(file: "UploadedFile[bytes]", notices: list[str]) -> list[FileTable]:
    """The sheets of a workbook, or the one table of any other file. Raises ExampleProblems; adds notices."""
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in WORKBOOKS:
        return [FileTable("", text_of(file, notices), FORMATS.get(suffix, "auto"))]
    sheets, said = read_workbook(PurePath(file.name or "").name, data_of(file))
    notices.extend(said)
    return [FileTable(sheet.name, sheet.text, "csv") for sheet in sheets]


def text_of(file: "UploadedFile[bytes]", notices: list[str]) -> str:
    """Raises ExampleProblems. Adds a notice where the encoding is not sure."""
    data = data_of(file)
    if said := encoding_notice(data):
        notices.append(said)
    return decode(data)


def data_of(file: "UploadedFile[bytes]") -> bytes:
    """Raises ExampleProblems. A large file is refused by its size, and one of another kind by its name, unread."""
    if PurePath(file.name or "").suffix.lower() not in ENDINGS:
        why = f"The name of the file ends in none of {', '.join(ENDINGS)}. Save it as one of these."
        raise ExampleProblems([Problem(None, "file", why)])
    if (file.size or 0) > MAX_BYTES:
        why = f"The file has {file.size:,} bytes; the most is {MAX_BYTES:,}. Leave some rows out."
        raise ExampleProblems([Problem(None, "file", why)])
    return bytes(file.read())


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


def read_documents(request: HttpRequest) -> Brought:
    """The documents of the paste and then of the files; or no documents and all problems, with the files' names."""
    brought, chosen = Brought(), request.POST.get("papers_reading", "")
    if chosen == NONE_OF_THEM:
        return brought
    if (pasted := request.POST.get("papers", "")).strip():
        parsed = parse_documents(pasted, chosen=chosen)
        if parsed.offers:
            return Brought(doubt=Doubt("papers_reading", "the pasted table of documents", parsed.offers))
        brought.add(replace(parsed, problems=in_file("", parsed.problems or unfit(parsed.rows))))
    for file in request.FILES.getlist("document_files"):
        read_file(file, brought)
    if not brought.rows and not brought.problems and (chosen or request.POST.get("do") == "take_documents"):
        brought.problems.append(Problem(None, "documents", NO_DOCUMENTS))
    return brought.whole()


def read_file(file: "UploadedFile[bytes]", brought: Brought) -> None:
    path = PurePath(file.name or "")
    try:
        table, *others = tables_in(file, brought.notices)
    except ExampleProblems as trouble:
        brought.problems.extend(in_file(path.name, trouble.problems))
        return
    if path.suffix.lower() not in PLAIN:
        parsed = parse_documents(table.text, table.format)
        problems = [Problem(None, "documents", SEVERAL_WAYS)] if parsed.offers else parsed.problems
        brought.add(replace(parsed, problems=in_file(path.name, problems or unfit(parsed.rows))))
        if others:
            left = quoted([each.sheet for each in others])
            brought.notices.append(f"{path.name}: only its first sheet was read, not {left}.")
    elif len(path.stem) > MAX_NAME_CHARACTERS:
        why = f"{path.stem[:40]}…: the name of the file is too long to be a document's. Rename the file."
        brought.problems.append(Problem(None, "documents", why))
    else:
        brought.rows.append((path.stem, table.text))


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
