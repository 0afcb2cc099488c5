"""A page of rows, and putting the rows typed on it back among all rows: rows of examples, or documents.

A page shows up to 50 examples and 10 documents. Its form sends where it begins (`first`) and how many rows come after
it (`after`), so the rows before and after it stay as they are, however many rows were added on the page meanwhile.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.http import QueryDict

from evaluations.prototypes.datasets.examples import MAX_ROWS, Problem
from marketplace.pages.site.fields import as_typed

TypedRow = tuple[str, str]  # input and expected output of an example, or name and text of a document
MAX_SHOWN = 250  # with the blank rows that were asked for
BLANK: TypedRow = ("", "")


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of row and its names in the form. `names`: of the two fields of a row; `place`: prefix of the fields that
    say where the page begins and ends; `blank`: how many rows to begin with, and to add when more are asked for."""

    names: tuple[str, str]
    place: str
    a_page: int
    blank: int


EXAMPLES = RowKind(("input", "expected"), "", 50, 8)
DOCUMENTS = RowKind(("document_name", "document_text"), "documents_", 10, 2)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its problems. Of a document, `input` is the name and `expected` the text."""

    number: int
    input: str
    expected: str
    input_problems: list[str] = field(default_factory=list)
    expected_problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of rows. `first`: number of its first row, from 1; `after`: how many rows follow its last."""

    rows: list[ShownRow]
    first: int
    after: int
    count: int
    kind: RowKind = EXAMPLES

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def earlier(self) -> int:
        """The first row of the page before, or 0."""
        return max(self.first - self.kind.a_page, 0)

    @property
    def later(self) -> int:
        """The first row of the page after, or 0."""
        return self.first + self.kind.a_page if self.after else 0

    def shows(self, number: int) -> bool:
        return self.first <= number <= self.last


def sheet(
    rows: Sequence[TypedRow],
    at: int = 1,
    show: int | None = None,
    problems: Sequence[Problem] = (),
    kind: RowKind = EXAMPLES,
) -> Sheet:
    """The page that holds row `at`. The last page is filled up to `show` rows with blank ones."""
    at = min(max(at, 1), max(len(rows), 1))
    first = (at - 1) // kind.a_page * kind.a_page + 1
    shown = list(rows[first - 1 : first - 1 + kind.a_page])
    after = max(len(rows) - (first - 1) - len(shown), 0)
    if not after:
        shown += [BLANK] * (min(max(kind.blank if show is None else show, 1), MAX_SHOWN) - len(shown))
    wrong = by_place(problems)
    numbered = [
        ShownRow(number, *pair, wrong[number, kind.names[0]], wrong[number, kind.names[1]])
        for number, pair in enumerate(shown, first)
    ]
    return Sheet(numbered, first, after, len(rows), kind)


def sheet_as_typed(stored: Sequence[TypedRow], post: QueryDict, kind: RowKind = EXAMPLES) -> Sheet:
    """All rows that a page sent, though they are more than a page shows: they are kept nowhere else."""
    typed = without_blank_end(typed_rows(post, kind))
    before = min(max(number(post, f"{kind.place}first", 1) - 1, 0), len(stored))
    after = min(number(post, f"{kind.place}after", 0), len(stored) - before)
    count = before + len(typed) + after
    if not after:
        typed += [BLANK] * (kind.blank - len(typed))
    numbered = [ShownRow(place, *pair) for place, pair in enumerate(typed, before + 1)]
    return Sheet(numbered, before + 1, after, count, kind)


def by_place(problems: Sequence[Problem]) -> dict[tuple[int | None, str], list[str]]:
    """Messages by the number of the row and the name of the field beside which they are shown."""
    wrong: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.field == "documents":
            wrong[problem.document, "document_name"].append(problem.message)
        else:
            wrong[problem.row, "input" if problem.field == "rows" else problem.field].append(problem.message)
    return wrong


def spliced(
    stored: Sequence[TypedRow], post: QueryDict, *, whole: bool = True, kind: RowKind = EXAMPLES
) -> list[TypedRow]:
    """All rows, with those of the page as typed now. Blank rows at the end are dropped.

    A page that was too large to be read is not `whole`: the rows that could not be read stay as stored."""
    typed = typed_rows(post, kind)
    before, after = number(post, f"{kind.place}first", 1) - 1, number(post, f"{kind.place}after", 0)
    end = max(len(stored) - after, before) if whole else before + len(typed)
    return without_blank_end([*stored[:before], *typed, *stored[end:]])


def typed_rows(post: QueryDict, kind: RowKind = EXAMPLES) -> list[TypedRow]:
    pairs = zip_longest(*map(post.getlist, kind.names), fillvalue="")
    return [(as_typed(given), as_typed(expected)) for given, expected in pairs]


def without_blank_end(rows: list[TypedRow]) -> list[TypedRow]:
    end = len(rows)
    while end and not (rows[end - 1][0].strip() or rows[end - 1][1].strip()):
        end -= 1
    return rows[:end]


def number(values: QueryDict, name: str, default: int) -> int:
    """A whole number up to the limit of rows; the default for anything else."""
    text = values.get(name, "")
    return min(int(text), MAX_ROWS) if text.isdecimal() and len(text) < 8 else default


def storable(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows as Postgres can store them as JSON: forbidden characters become the replacement character."""
    return [(clean(given), clean(expected)) for given, expected in rows]


def clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
