"""A page of rows, and how what is typed on it becomes part of all rows: rows of examples, or documents.

A page shows up to 50 examples and 10 documents. It says where it begins (`first`) and how many rows come after
it (`after`), so the rows before and after it stay as they are, however many rows were added on the page meanwhile.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from django.http import QueryDict

from evaluations.prototypes.datasets.examples import MAX_ROWS, Problem

Pair = tuple[str, str]
MOST_SHOWN = 250  # with the blank rows that were asked for
BLANK: Pair = ("", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row, and how a form names what it sends. `names`: of the two fields of a row; `place`: before the names
    that say where the page stands; `blank`: rows to begin with, and to add when more are asked for."""

    names: tuple[str, str]
    place: str
    a_page: int
    blank: int


EXAMPLES = Kind(("input", "expected"), "", 50, 8)
DOCUMENTS = Kind(("document_name", "document_text"), "documents_", 10, 2)


@dataclass(frozen=True, slots=True)
class Row:
    """Of an example; or of a document, then `input` is its name and `expected` its text."""

    number: int
    input: str
    expected: str
    input_problems: list[str] = field(default_factory=list)
    expected_problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page shows. `first`: number of its first row, from 1; `after`: how many rows follow its last."""

    rows: list[Row]
    first: int
    after: int
    count: int
    kind: Kind = EXAMPLES

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
    rows: Sequence[Pair],
    at: int = 1,
    show: int | None = None,
    problems: Sequence[Problem] = (),
    kind: Kind = EXAMPLES,
) -> Sheet:
    """The page on which row `at` stands. The last page is filled up to `show` rows with blank ones."""
    at = min(max(at, 1), max(len(rows), 1))
    first = (at - 1) // kind.a_page * kind.a_page + 1
    shown = list(rows[first - 1 : first - 1 + kind.a_page])
    after = max(len(rows) - (first - 1) - len(shown), 0)
    if not after:
        shown += [BLANK] * (min(max(kind.blank if show is None else show, 1), MOST_SHOWN) - len(shown))
    wrong = by_place(problems)
    numbered = [
        Row(number, *pair, wrong[number, kind.names[0]], wrong[number, kind.names[1]])
        for number, pair in enumerate(shown, first)
    ]
    return Sheet(numbered, first, after, len(rows), kind)


def by_place(problems: Sequence[Problem]) -> dict[tuple[int | None, str], list[str]]:
    """What is wrong, by the number of the row and the name of the field beside which it is said."""
    wrong: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.field == "documents":
            wrong[problem.document, "document_name"].append(problem.message)
        else:
            wrong[problem.row, "input" if problem.field == "rows" else problem.field].append(problem.message)
    return wrong


def spliced(stored: Sequence[Pair], post: QueryDict, *, whole: bool = True, kind: Kind = EXAMPLES) -> list[Pair]:
    """All rows, with those of the page as they were typed now. Blank rows at the end are dropped.

    A page that was too large to be read is not `whole`: rows that it did not get to stay as they are stored."""
    typed = typed_rows(post, kind)
    before, after = number(post, f"{kind.place}first", 1) - 1, number(post, f"{kind.place}after", 0)
    end = max(len(stored) - after, before) if whole else before + len(typed)
    return without_blank_end([*stored[:before], *typed, *stored[end:]])


def typed_rows(post: QueryDict, kind: Kind = EXAMPLES) -> list[Pair]:
    pairs = zip_longest(*map(post.getlist, kind.names), fillvalue="")
    return [(one_break(given), one_break(expected)) for given, expected in pairs]


def one_break(text: str) -> str:
    """Browsers send line breaks as two characters; a file has one."""
    return text.replace("\r\n", "\n")


def without_blank_end(rows: list[Pair]) -> list[Pair]:
    end = len(rows)
    while end and not (rows[end - 1][0].strip() or rows[end - 1][1].strip()):
        end -= 1
    return rows[:end]


def number(values: QueryDict, name: str, default: int) -> int:
    """A whole number up to the most rows there can be; the default for anything else."""
    text = values.get(name, "")
    return min(int(text), MAX_ROWS) if text.isdecimal() and len(text) < 8 else default


def storable(rows: Sequence[Pair]) -> list[Pair]:
    """The rows as Postgres can hold them as JSON: what no text may have is shown as the replacement character."""
    return [(clean(given), clean(expected)) for given, expected in rows]


def clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
