"""Examples as an author gives them: read from a file or a paste, checked, and hashed by their content."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from evaluations.prototypes.scorers import TEXTS, UNCHECKED, cased, folded, matches, number_in

from .documents import CheckedDocuments, NamedText, check_documents
from .files import decode, parse
from .inference import infer
from .likeness import likeness
from .outputs import (
    NumberedRow,
    bare,
    bracket_notices,
    label_problems,
    lone_labels,
    looks,
    mark_notices,
    with_documents_named,
    with_objects,
    with_one_spelling,
)
from .problems import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MAX_ROWS,
    MIN_ROWS,
    ExampleProblems,
    Offer,
    Parsed,
    Problem,
    bytes_of,
    short,
    unfit,
    unstorable,
)

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_ROWS",
    "MIN_ROWS",
    "Checked",
    "ExampleProblems",
    "Offer",
    "Parsed",
    "Problem",
    "cannot_be_kept",
    "check",
    "content_hash",
    "decode",
    "parse",
    "say_the_same",
]

MAX_NAMED = 5  # rows of one group in a message
MAX_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """`rows`: stripped, without blank rows and exact duplicates, outputs in the task's stored form. `positions`: the
    author's number of each row, from 1. `notices`: changes and hints; the author need not act on them. `documents`:
    stripped, for `search` alone. `different`: how many examples there are when rows that say the same count once."""

    rows: list[tuple[str, str]]
    positions: list[int]
    problems: list[Problem]
    notices: list[str]
    documents: list[NamedText] = field(default_factory=list)
    different: int = 0


def content_hash(rows: Sequence[tuple[str, str]], documents: Sequence[NamedText] = ()) -> str:
    """SHA-256 in hex of the examples and the documents as sets: their order does not matter."""
    among = ["documents", *sorted(documents)] if documents else []
    listed = json.dumps(["examples", *sorted(rows), *among], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()


def check(
    rows: Sequence[tuple[str, str]],
    task: str = "",
    *,
    documents: Sequence[NamedText] = (),
    scorers: Collection[str] = (),
    brackets_are_minus: bool = False,
    case_counts: bool = False,
    least: int = MIN_ROWS,
) -> Checked:
    """The rows as they would be published, and the problems that prevent it. `least`: how many different ones it takes.

    Rows are numbered from 1 as given; blank ones are skipped but counted. `task`, `scorers`,
    `brackets_are_minus`, `case_counts`: as set by hand; blank: as inferred. An expected output may be blank only where
    the author chose that answers are `unchecked`."""
    stripped = [NumberedRow(number, bare(given), bare(expected)) for number, (given, expected) in enumerate(rows, 1)]
    typed = [row for row in stripped if row.input or row.expected]
    papers = check_documents(documents)
    if problems := _size_problems(typed, least):
        return _checked(typed, problems + papers.problems, [], len(typed))
    chosen, task = task, task or infer(_pairs(typed), papers.by_name).task
    case_counts = case_counts and task == "classify"
    formed, problems, notices = _formed(typed, task, papers, case_counts=case_counts)
    if task in TEXTS:
        notices += bracket_notices([row.expected for row in formed], brackets_are_minus=brackets_are_minus)
    if papers.documents and task != "search":
        notices = [_unused(papers, chosen), *notices]
    kept, repeats = _without_duplicates(formed)
    alike = _rows_alike(kept, case_counts=case_counts)
    problems += [problem for row in kept for problem in _row_problems(row, scorers)]
    problems += _conflicts(kept, cased if case_counts else folded)
    different = sum(1 for row in kept if row.input) - sum(len(group) - 1 for group in alike)
    problems += _too_few(different, alike, least)
    repeats += _nearly_conflicts(kept, cased if case_counts else folded)
    repeats += [f"{said[:1].upper()}{said[1:]}, and count as one example." for said in say_the_same(alike)]
    if task == "classify":
        problems, repeats = problems + label_problems(kept), repeats + lone_labels(kept)
    used = papers if task == "search" else CheckedDocuments()
    return _checked(kept, problems + used.problems, used.notices + notices + repeats, different, used)


def _formed(
    rows: Sequence[NumberedRow], task: str, papers: CheckedDocuments, *, case_counts: bool
) -> tuple[list[NumberedRow], list[Problem], list[str]]:
    """The rows with their outputs in the task's stored form, the problems, and the changes."""
    if task == "search":
        return *with_documents_named(rows, papers.by_name), []
    if task == "classify":
        spelled, spellings = with_one_spelling(rows, case_counts=case_counts)
        return spelled, [], spellings
    if task == "extract":
        return *with_objects(rows), []
    return list(rows), [], mark_notices([row.expected for row in rows])


def _unused(papers: CheckedDocuments, chosen: str) -> str:
    """`chosen`: the task, if the author set it; blank if it was inferred from the rows."""
    count = len(papers.documents)
    unused = f"{count} documents are" if count > 1 else "document is"
    advice = f' A row asks for one by expecting its name, such as "{short(papers.documents[0][0])}"; most rows do not.'
    return f"The task is not search, so the {unused} not used.{'' if chosen else advice}"


def _checked(
    rows: Sequence[NumberedRow],
    problems: list[Problem],
    notices: list[str],
    different: int,
    papers: CheckedDocuments | None = None,
) -> Checked:
    ordered = sorted(problems, key=lambda problem: problem.row or 0)
    documents = list(papers.documents) if papers else []
    return Checked(_pairs(rows), [row.number for row in rows], ordered, notices, documents, different)


def _pairs(rows: Sequence[NumberedRow]) -> list[tuple[str, str]]:
    return [(given, expected) for _, given, expected in rows]


def _size_problems(rows: Sequence[NumberedRow], least: int) -> list[Problem]:
    if not rows:
        return [Problem(None, "rows", f"There are no examples. Give at least {least}.")]
    if len(rows) > MAX_ROWS:
        spare = len(rows) - MAX_ROWS
        return [Problem(None, "rows", f"{len(rows):,} rows; the most is {MAX_ROWS:,}. Leave {spare:,} out.")]
    size = bytes_of(_pairs(rows))
    if size > MAX_BYTES:
        return [Problem(None, "rows", f"The rows hold {size:,} bytes; the most is {MAX_BYTES:,}. Leave some out.")]
    return []


def cannot_be_kept(rows: Sequence[tuple[str, str]], documents: Sequence[tuple[str, str]] = ()) -> list[Problem]:
    """Texts that not even a draft can store: those with a NUL character or half of a character."""
    found = []
    for number, (given, expected) in enumerate(rows, 1):
        if why := unstorable(given):
            found.append(Problem(number, "input", f"The input of row {number} {why}"))
        if why := unstorable(expected):
            found.append(Problem(number, "expected", f"The expected output of row {number} {why}"))
    for number, document in enumerate(documents, 1):
        if why := unstorable("".join(document)):
            found.append(Problem(None, "documents", f"Document {number} {why}", number))
    return found


def _row_problems(row: NumberedRow, scorers: Collection[str]) -> Iterator[Problem]:
    number, given, expected = row
    if not given:
        yield Problem(number, "input", f"Row {number} has no input. Fill it in, or clear the row.")
    if not expected and UNCHECKED not in scorers:
        yield Problem(number, "expected", f"Row {number} has no expected output. Fill it in, or clear the row.")
    if expected and matches.number.name in scorers and number_in(expected) is None:
        yield Problem(
            number, "expected", f"Row {number} expects no single number, but numbers are compared. Write one."
        )
    if why := unfit(given):
        yield Problem(number, "input", f"The input of row {number} {why}")
    if why := unfit(expected):
        yield Problem(number, "expected", f"The expected output of row {number} {why}")


def _without_duplicates(rows: Sequence[NumberedRow]) -> tuple[list[NumberedRow], list[str]]:
    first: dict[tuple[str, str], NumberedRow] = {}
    notices = []
    for row in rows:
        kept = first.setdefault((row.input, row.expected), row)
        if kept is not row:
            notices.append(f"Row {row.number} repeats row {kept.number} and was left out.")
    return list(first.values()), notices


def _rows_alike(rows: Sequence[NumberedRow], *, case_counts: bool) -> list[list[int]]:
    """The numbers of the rows that say the same, of each such group."""
    numbers: dict[int, list[int]] = {}
    filled = [row for row in rows if row.input]
    for row, group in zip(filled, likeness(_pairs(filled), case_counts=case_counts).same, strict=True):
        numbers.setdefault(group, []).append(row.number)
    return [group for group in numbers.values() if len(group) > 1]


def say_the_same(groups: Sequence[Sequence[int]], most: int | None = None) -> list[str]:
    """In words, which rows say the same: the largest groups first, at most so many of them."""
    said = []
    for group in sorted(groups, key=len, reverse=True)[:most]:
        named = [f"{number}" for number in group[:MAX_NAMED]]
        last = f"{len(group) - MAX_NAMED:,} more" if len(group) > MAX_NAMED else named.pop()
        said.append(f"rows {', '.join(named)} and {last} say the same")
    more = len(groups) - len(said)
    return [*said, f"and {more:,} more such groups" if more > 1 else "and one more such group"] if more else said


def _too_few(different: int, alike: Sequence[Sequence[int]], least: int) -> list[Problem]:
    if different >= least:
        return []
    have = "1 different example" if different == 1 else f"{different} different examples"
    same = "; ".join(say_the_same(alike, MAX_GROUPS))
    said = f"{same[:1].upper()}{same[1:]}. " if same else ""
    why = f"{have}; at least {least} are needed. {said}Add {least - different} or more."
    return [Problem(None, "rows", why)]


def _conflicts(rows: Sequence[NumberedRow], plain: Callable[[str], str]) -> list[Problem]:
    first: dict[str, NumberedRow] = {}
    problems = []
    for row in rows:
        other = first.setdefault(row.input, row)
        if row.input and plain(other.expected) != plain(row.expected):
            said = f'"{short(other.expected)}" and "{short(row.expected)}"'
            why = f"Rows {other.number} and {row.number} have the same input but expect {said}. Keep one of them."
            problems.append(Problem(row.number, "expected", why))
    return problems


def _nearly_conflicts(rows: Sequence[NumberedRow], plain: Callable[[str], str]) -> list[str]:
    """Inputs that a reader may take for one, with different outputs: in "polish" and "Polish" that is the point."""
    first: dict[str, NumberedRow] = {}
    notices = []
    for row in rows:
        other = first.setdefault(looks(row.input), row)
        if row.input and other.input != row.input and plain(other.expected) != plain(row.expected):
            differ = f"Rows {other.number} and {row.number} differ only in case, spacing or what cannot be seen"
            said = f'"{short(other.expected)}" and "{short(row.expected)}"'
            notices.append(f"{differ}, but expect {said}. If that is a mistake, keep one of them.")
    return notices
