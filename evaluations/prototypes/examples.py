"""Examples as an author gives them: read from a file or a paste, checked, and given the hash of their content."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .inference import infer
from .problems import LEAST_ROWS, MOST_BYTES, MOST_CHARACTERS, MOST_ROWS, ExampleProblems, Parsed, Problem
from .reading import decode, parse
from .scorers import folded, normalized

__all__ = [
    "LEAST_ROWS",
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "MOST_ROWS",
    "Checked",
    "ExampleProblems",
    "Parsed",
    "Problem",
    "check",
    "content_hash",
    "decode",
    "different_inputs",
    "parse",
]

Numbered = tuple[int, str, str]  # the row's number, its input, its expected output


@dataclass(frozen=True, slots=True)
class Checked:
    """`rows`: stripped, without blank rows and exact duplicates. `positions`: the number the author knows each
    by, from 1. `notices`: what was changed or is worth knowing; nothing in them has to be mended."""

    rows: list[tuple[str, str]]
    positions: list[int]
    problems: list[Problem]
    notices: list[str]


def content_hash(rows: Sequence[tuple[str, str]]) -> str:
    """SHA-256 in hex of the examples as a set: the same whatever order they are given in."""
    listed = json.dumps(["examples", *sorted(rows)], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()


def check(rows: Sequence[tuple[str, str]], task: str = "") -> Checked:
    """Everything that keeps these rows from being published, and the rows as they would be.

    Rows are numbered from 1 as given; blank ones are passed over but counted. `task`: as set by hand; blank: as
    inferred."""
    stripped = [(number, given.strip(), expected.strip()) for number, (given, expected) in enumerate(rows, 1)]
    typed = [row for row in stripped if row[1] or row[2]]
    problems = _size_problems(typed)
    if problems:
        return _checked(typed, problems, [])
    labels = (task or infer(_pairs(typed)).task) == "classify"
    spelled, spellings = _with_one_spelling(typed) if labels else (typed, [])
    kept, repeats = _without_duplicates(spelled)
    problems = [problem for row in kept for problem in _row_problems(row)] + _conflicts(kept) + _too_few(kept)
    if not labels:
        return _checked(kept, problems, repeats)
    return _checked(kept, problems + _label_problems(kept), spellings + repeats + _lone_labels(kept))


def _checked(rows: Sequence[Numbered], problems: list[Problem], notices: list[str]) -> Checked:
    ordered = sorted(problems, key=lambda problem: problem.row or 0)
    return Checked(_pairs(rows), [row[0] for row in rows], ordered, notices)


def _pairs(rows: Sequence[Numbered]) -> list[tuple[str, str]]:
    return [(given, expected) for _, given, expected in rows]


def _size_problems(rows: Sequence[Numbered]) -> list[Problem]:
    if not rows:
        return [Problem(None, "rows", f"There are no examples. Give at least {LEAST_ROWS}.")]
    if len(rows) > MOST_ROWS:
        spare = len(rows) - MOST_ROWS
        return [Problem(None, "rows", f"{len(rows):,} rows; the most is {MOST_ROWS:,}. Leave {spare:,} out.")]
    size = sum(len(text.encode("utf-8", "surrogatepass")) for row in rows for text in row[1:])
    if size > MOST_BYTES:
        return [Problem(None, "rows", f"The rows hold {size:,} bytes; the most is {MOST_BYTES:,}. Leave some out.")]
    return []


def _row_problems(row: Numbered) -> Iterator[Problem]:
    number, given, expected = row
    if not given:
        yield Problem(number, "input", f"Row {number} has no input. Fill it in, or clear the row.")
    if not expected:
        yield Problem(number, "expected", f"Row {number} has no expected output. Fill it in, or clear the row.")
    if why := _unfit(given):
        yield Problem(number, "input", f"The input of row {number} {why}")
    if why := _unfit(expected):
        yield Problem(number, "expected", f"The expected output of row {number} {why}")


def _unfit(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        return f"has {len(text):,} characters; the most is {MOST_CHARACTERS:,}. Shorten it, or leave the row out."
    if "\x00" in text:
        return "holds a NUL character, which text never has. Remove it."
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "holds half of a character (a lone surrogate). Type it again."
    return ""


def _without_duplicates(rows: Sequence[Numbered]) -> tuple[list[Numbered], list[str]]:
    first: dict[tuple[str, str], Numbered] = {}
    notices = []
    for row in rows:
        kept = first.setdefault(row[1:], row)
        if kept is not row:
            notices.append(f"Row {row[0]} repeats row {kept[0]} and was left out.")
    return list(first.values()), notices


def different_inputs(rows: Sequence[tuple[str, str]]) -> int:
    """How many of these rows count towards `LEAST_ROWS`: inputs that differ in words, blank ones left out."""
    return len({normalized(given) for given, _ in rows if given.strip()})


def _too_few(rows: Sequence[Numbered]) -> list[Problem]:
    different = different_inputs(_pairs(rows))
    if different >= LEAST_ROWS:
        return []
    have = "1 different input" if different == 1 else f"{different} different inputs"
    return [Problem(None, "rows", f"{have}; at least {LEAST_ROWS} are needed. Add {LEAST_ROWS - different} or more.")]


def _conflicts(rows: Sequence[Numbered]) -> list[Problem]:
    first: dict[str, Numbered] = {}
    problems = []
    for row in rows:
        other = first.setdefault(folded(row[1]), row)
        if row[1] and folded(other[2]) != folded(row[2]):
            said = f'"{_short(other[2])}" and "{_short(row[2])}"'
            why = f"Rows {other[0]} and {row[0]} have the same input but expect {said}. Keep one of them."
            problems.append(Problem(row[0], "expected", why))
    return problems


def _label_problems(rows: Sequence[Numbered]) -> list[Problem]:
    labels = {expected for _, _, expected in rows if expected}
    if len(labels) != 1:
        return []
    (only,) = labels
    why = f'Every row expects "{_short(only)}". Add rows that expect another label, at least two, to have a choice.'
    return [Problem(None, "expected", why)]


def _lone_labels(rows: Sequence[Numbered]) -> list[str]:
    by_label = _by_label(rows)
    return [
        f'Only row {found[0][0]} expects "{_short(found[0][2])}". While it is held out no recipe can know that label: '
        "add another."
        for found in by_label.values()
        if len(found) == 1 and len(by_label) > 1
    ]


def _with_one_spelling(rows: Sequence[Numbered]) -> tuple[list[Numbered], list[str]]:
    """Labels that differ only in case or spacing are one label, in the spelling that most rows have."""
    chosen, notices = {}, []
    for key, found in _by_label(rows).items():
        spellings = [expected for _, _, expected in found]
        chosen[key] = max(sorted(set(spellings)), key=spellings.count)
        if len(set(spellings)) > 1:
            said = ", ".join(f'"{_short(spelling)}"' for spelling in sorted(set(spellings)))
            notices.append(f'{said} are taken as one label, "{_short(chosen[key])}".')
    return [(number, given, chosen.get(folded(expected), expected)) for number, given, expected in rows], notices


def _by_label(rows: Sequence[Numbered]) -> dict[str, list[Numbered]]:
    by_label = defaultdict(list)
    for row in rows:
        if row[2]:
            by_label[folded(row[2])].append(row)
    return by_label


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
