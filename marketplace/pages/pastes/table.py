"""Try a table, steps 1 and 2: it is pasted or chosen as a file, and read as the table of an idea's examples is. How it
was read is shown, and nothing is stored before somebody has confirmed that."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.datasets.examples import ExampleProblems, Problem
from evaluations.prototypes.datasets.names import ColumnNames, names_above
from evaluations.prototypes.models import ExampleRevision, Task
from evaluations.prototypes.pastes.begin import begin
from evaluations.prototypes.pastes.quota import TooManyPastes
from evaluations.prototypes.pastes.rows import FEW, MOST, checked_rows, placed
from evaluations.prototypes.scorers import folded
from marketplace.pages.site.refused_forms import csrf_failure
from marketplace.pages.site.requests import sent_from_our_page
from marketplace.pages.submit.rows import TypedRow
from marketplace.pages.submit.uploads import Brought, Doubt, in_nfc, read_rows
from marketplace.visitors import visitor_of

from .holder import secret_of

NOTHING = "Nothing is pasted yet. Put one example in each line: what goes in, a tab or a comma, what should come out."
ONE_ANSWER = "Then nothing can be told apart. Add some with another answer."
SAID_BY_THE_QUESTION = "The first row, "  # how a notice begins that tells what the page asks
SHOWN = 2  # rows, of how the table was read
MAX_PROBLEMS = 5
DOES = {
    Task.CLASSIFY: "sorting",
    Task.EXTRACT: "picking out fields",
    Task.ANSWER: "writing",
    Task.SEARCH: "finding",
}


@dataclass
class ReadTable:
    """`text`: for the field of the table. `names_first`: whether the first line names the columns; None where the two
    cannot be asked about. `reading`: the reading that was chosen among several. `revision`: None while the rows cannot
    be tried."""

    text: str = ""
    rows: list[TypedRow] = field(default_factory=list)
    names: ColumnNames = ("", "")
    names_first: bool | None = None
    reading: str = ""
    doubt: Doubt | None = None
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    revision: ExampleRevision | None = None
    left_out: int = 0

    @property
    def lines(self) -> int:
        return len(self.text.strip().splitlines())

    @property
    def shown(self) -> Sequence[TypedRow]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - SHOWN)

    @property
    def answers(self) -> int:
        """How many different ones there are."""
        return len({folded(expected) for _, expected in self.rows})

    @property
    def does(self) -> str:
        """What the rows ask for, in a word."""
        return DOES[Task(self.revision.task)] if self.revision else ""

    @property
    def few(self) -> bool:
        return self.revision is not None and self.revision.different < FEW

    @property
    def same_answer(self) -> bool:
        return len(self.rows) > 1 and self.answers == 1


@csrf_exempt  # the box on the front page, which is the same for all strangers, holds no token
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, ReadTable())
    foreign = csrf_failure(request)
    if foreign is not None and not sent_from_our_page(request):
        return foreign
    found = read_table(request)
    if request.POST.get("do") != "try" or found.revision is None:
        return page(request, found, status=200 if found.revision or found.doubt else 422)
    try:
        paste = begin(visitor_of(request), secret_of(request), found.rows, found.names)
    except TooManyPastes as limit:
        return page(request, found, status=429, refused=str(limit))
    return redirect("pasted", paste.key)


def page(request: HttpRequest, found: ReadTable, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "pastes/table.html", {"table": found, "most": MOST} | more, status=status)


def read_table(request: HttpRequest) -> ReadTable:
    found = as_meant(read_rows(request), request)
    if not (found.rows or found.problems or found.doubt):
        found.problems = [Problem(None, "file", NOTHING)]
    if found.rows and not found.problems:
        found.left_out = max(0, len(found.rows) - MOST)
        found.rows = in_nfc(found.rows[:MOST])
        try:
            found.revision = placed(checked_rows(found.rows), found.names).revision
        except ExampleProblems as trouble:
            found.problems = trouble.problems[:MAX_PROBLEMS]
    return found


def as_meant(brought: Brought, request: HttpRequest) -> ReadTable:
    """With the first line as a header or as an example, as the reader says or else as it looks."""
    text, reading, head = (request.POST.get(name, "") for name in ("paste", "reading", "head"))
    found = ReadTable(
        text, brought.rows, brought.names, None, reading, brought.doubt, brought.notices, brought.problems
    )
    if brought.doubt and is_about_the_header(brought.doubt):
        found = replace(found, rows=brought.doubt.offers[0].read.rows, doubt=None, problems=[])
        found.names = names_above(brought.doubt.offers[0].read.names)
        found.notices = []
    if not found.rows or found.doubt or found.problems:
        return found
    found.names_first = any(found.names)
    found.notices = [notice for notice in found.notices if not notice.startswith(SAID_BY_THE_QUESTION)]
    if head == "rows" and found.names_first:
        found.rows, found.names, found.names_first = [found.names, *found.rows], ("", ""), False
    elif head == "names" and not found.names_first:
        found.names, found.rows, found.names_first = names_above(found.rows[0]), found.rows[1:], True
    if request.FILES or not text.strip():
        found.text, found.reading = as_text(found.rows, found.names), ""
    return found


def is_about_the_header(doubt: Doubt) -> bool:
    """Whether its readings differ in nothing but what the first line is, which this page asks anyway."""
    return len(doubt.offers) == 2 and len({offer.parts for offer in doubt.offers}) == 1


def as_text(rows: Sequence[TypedRow], names: ColumnNames) -> str:
    """The rows as somebody would have pasted them. What would not be taken for a table is in quotation marks."""
    written, lines = io.StringIO(), [*([names] if any(names) else []), *rows]
    is_odd = bool(lines) and lines[0][0].startswith(("{", "[", "sep="))
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL if is_odd else csv.QUOTE_MINIMAL).writerows(lines)
    return written.getvalue().rstrip("\n")
