"""Expected outputs in the stored form of each task: one spelling of a label, canonical JSON, names of documents. An
output without such a form is a problem of its row."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from evaluations.prototypes.scorers import (
    Notation,
    bracketed_in,
    cased,
    decimal_mark_of,
    folded,
    number_in,
    two_meanings_in,
)
from evaluations.prototypes.scorers.accents import stream_safe
from evaluations.prototypes.scorers.objects import MAX_FIELDS, NotAnObject, canonical, fields_of, schema_of
from ideas.texts import shows_nothing

from .documents import MAX_NAME_CHARACTERS, named_in
from .problems import Problem, short

MAX_UNKNOWN = 5  # unknown names of one row that are reported
MAX_SUGGESTIONS = 20  # a name takes up to 50 ms to compare with 500 others
# What Unicode says to show as nothing (Default_Ignorable_Code_Point): marks of direction, joiners, fillers, selectors.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
WHOLE_NUMBER = re.compile(r"([+-]?\d+)(?:\.0+|,00?)")


class NumberedRow(NamedTuple):
    number: int
    input: str
    expected: str


def with_objects(rows: Sequence[NumberedRow]) -> tuple[list[NumberedRow], list[Problem]]:
    """Every output as a JSON object in canonical form; blank ones stay."""
    formed: list[NumberedRow] = []
    problems = []
    for number, given, expected in rows:
        try:
            formed.append(NumberedRow(number, given, canonical(expected) if expected else ""))
        except NotAnObject as fault:
            formed.append(NumberedRow(number, given, expected))
            why = f"The expected output of row {number} {fault} Write one JSON object, or set another task."
            problems.append(Problem(number, "expected", why))
    return formed, problems or _too_many_fields([expected for _, _, expected in formed])


def _too_many_fields(outputs: Sequence[str]) -> list[Problem]:
    schema = schema_of(outputs)
    count = len(fields_of(schema)) if schema else 0
    if count <= MAX_FIELDS:
        return []
    why = f"The expected objects have {count} different fields; the most is {MAX_FIELDS}. Names that change from row to"
    return [Problem(None, "expected", f"{why} row belong into values.")]


def with_documents_named(
    rows: Sequence[NumberedRow], by_name: Mapping[str, str]
) -> tuple[list[NumberedRow], list[Problem]]:
    """Every output as names of documents, one per line, spelled as the documents are. `by_name`: by folded name."""
    if not by_name:
        why = "There are no documents to search. Add them, each with a name and a text, or set another task."
        return list(rows), [Problem(None, "documents", why)]
    formed: list[NumberedRow] = []
    problems: list[Problem] = []
    for number, given, expected in rows:
        known, unknown = named_in(expected, by_name)
        formed.append(NumberedRow(number, given, expected if unknown else "\n".join(known)))
        for name in unknown[:MAX_UNKNOWN]:
            among = by_name if len(problems) < MAX_SUGGESTIONS else {}
            problems.append(Problem(number, "expected", _unknown(number, name, among)))
    return formed, problems


def _unknown(number: int, name: str, by_name: Mapping[str, str]) -> str:
    """The message, with the closest of the known names if any is close."""
    why = f'Row {number} expects "{short(name)}", but no document has that name.'
    known = by_name if len(name) <= MAX_NAME_CHARACTERS else {}
    closest = [by_name[each] for each in get_close_matches(folded(name), known, n=1)]
    advice = f'Did you mean "{short(closest[0])}"?' if closest else "Correct it, or add the document."
    return f"{why} {advice}"


def bare(text: str) -> str:
    """Without spaces around it; blank if it shows nothing at all."""
    return "" if shows_nothing(text) else text.strip()


def looks(text: str) -> str:
    """Equal for texts that a reader may take for one: `folded`, without what cannot be seen, and 1.0 as 1."""
    plain = folded(UNSEEN.sub("", text))
    whole = WHOLE_NUMBER.fullmatch(plain)
    return whole[1] if whole else plain


def with_one_spelling(rows: Sequence[NumberedRow], *, case_counts: bool = False) -> tuple[list[NumberedRow], list[str]]:
    """Labels that differ only in spacing, or in case unless it counts, are one label, in its commonest spelling."""
    key_of = cased if case_counts else folded
    chosen, notices = {}, []
    for key, found in _by_label(rows, key_of).items():
        spellings = [expected for _, _, expected in found]
        chosen[key] = max(sorted(set(spellings)), key=spellings.count)
        if len(set(spellings)) > 1:
            said = ", ".join(f'"{short(spelling)}"' for spelling in sorted(set(spellings)))
            is_unseen = len({_shown(spelling) for spelling in spellings}) < len(set(spellings))
            unseen = " They differ in what cannot be seen." if is_unseen else ""
            is_cased = len({cased(spelling) for spelling in spellings}) > 1
            choose = " If their case tells them apart, choose that below." if is_cased else ""
            notices.append(f'{said} are taken as one label, "{short(chosen[key])}".{unseen}{choose}')
    spelled = [row._replace(expected=chosen.get(key_of(row.expected), row.expected)) for row in rows]
    return spelled, notices + _labels_alike([*chosen.values()])


def _shown(text: str) -> str:
    return unicodedata.normalize("NFKC", stream_safe(UNSEEN.sub("", text)))


def _labels_alike(labels: Sequence[str]) -> list[str]:
    """Which labels are kept apart although a reader may take them for one."""
    alike = defaultdict(list)
    for label in labels:
        alike[looks(label)].append(f'"{short(label)}"')
    return [
        f"{', '.join(group)} look or mean the same, but are different labels. If they are one, write them alike."
        for group in alike.values()
        if len(group) > 1
    ]


def mark_notices(outputs: Sequence[str]) -> list[str]:
    """How a number with two meanings is read, such as 1,234, and what decides it."""
    number = two_meanings_in(outputs)
    if not number:
        return []
    mark = decimal_mark_of(outputs)
    value = number_in(number, Notation(mark)) or 0
    if mark:
        shown = {".": "a decimal point", ",": "a decimal comma"}[mark]
        return [f'"{number}" is read as {float(value):g}, because other outputs have {shown}.']
    return [f'"{number}" is read as {float(value):g}. If you mean another number, write one output with decimals.']


def bracket_notices(outputs: Sequence[str], *, brackets_are_minus: bool) -> list[str]:
    """How a number in brackets is read, such as (5), if an output is one; what to choose if it is meant otherwise."""
    number = bracketed_in(outputs)
    amount = number.strip("() ")
    if not number:
        return []
    if brackets_are_minus:
        return [f'"{number}" is read as −{amount}, because you chose that numbers in brackets are negative.']
    choose = "If numbers in brackets are negative here, choose that below what counts as right."
    return [f'"{number}" is read as {amount}, without a minus. {choose}']


def label_problems(rows: Sequence[NumberedRow]) -> list[Problem]:
    labels = {expected for _, _, expected in rows if expected}
    if len(labels) != 1:
        return []
    (only,) = labels
    why = f'Every row expects "{short(only)}". Add rows that expect another label, at least two, to have a choice.'
    return [Problem(None, "expected", why)]


def lone_labels(rows: Sequence[NumberedRow]) -> list[str]:
    """`rows`: with one spelling of each label."""
    by_label = _by_label(rows, str)
    return [
        f'Only row {found[0].number} expects "{short(found[0].expected)}". '
        "While it is held out no recipe can know that label: add another."
        for found in by_label.values()
        if len(found) == 1 and len(by_label) > 1
    ]


def _by_label(rows: Sequence[NumberedRow], key_of: Callable[[str], str]) -> dict[str, list[NumberedRow]]:
    by_label = defaultdict(list)
    for row in rows:
        if row.expected:
            by_label[key_of(row.expected)].append(row)
    return by_label
