"""`/moderation/`, the desk of the moderators: appeals, and what was reported, each thing once with all its
reports and the history of its author beside it. Many are decided about at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.models import StrangersChallenge
from ideas.models import Appeal, Report
from ideas.models.report import TargetKey
from marketplace.accounts.models import User
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .bulk import BulkForm, act_on_all
from .deeds import person_of, words_of
from .history import History, histories

A_PAGE = 50
APPEALS = 20


@dataclass(slots=True)
class ReportedThing:
    """An idea, comment or claim with all open reports about it, and the history of its author."""

    kind: str
    target: Any
    reports: list[Report] = field(default_factory=list)
    history: History | None = None

    @property
    def key(self) -> str:
        """What its box sends."""
        return f"{self.kind}-{self.target.pk}"

    @property
    def person(self) -> User:
        return person_of(self.target)

    @property
    def words(self) -> str:
        return words_of(self.target)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """The most reported first, then the oldest. `?after=` continues behind a thing."""
    form = BulkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act_on_all(request, form)
        return redirect("desk")
    keys = keys_of(Report.objects.open().most_reported(place_in(request.GET.get("after", "")))[: A_PAGE + 1])
    page, more = keys[:A_PAGE], len(keys) > A_PAGE
    context = {
        "appeals": list(Appeal.objects.open().whole()[:APPEALS]),
        "challenges": list(StrangersChallenge.objects.for_desk()[:APPEALS]),
        "cases": cases_of(page),
        "form": form,
        "ticked": form.ticked,
        "next_url": f"?after={page[-1].n}-{page[-1].first}" if more else "",
    }
    return render(request, "moderation/desk.html", context, status=422 if form.errors else 200)


def place_in(cursor: str) -> tuple[int, int] | None:
    """The number of reports and the first report of the last thing shown."""
    n, _, first = cursor.partition("-")
    many, pk = whole_number(n), whole_number(first, digits=18)
    return (many, pk) if many is not None and pk is not None else None


def keys_of(rows: Iterable[Any]) -> list[TargetKey]:
    return [TargetKey(*row) for row in rows]


def cases_of(keys: Sequence[TargetKey]) -> list[ReportedThing]:
    """The things in the order of their keys, in a constant number of queries."""
    cases: dict[tuple[str, int], ReportedThing] = {}
    for report in Report.objects.open().about_any_of(keys).with_targets():
        kind, target = report.kind, report.thing
        cases.setdefault((kind, target.pk), ReportedThing(kind, target)).reports.append(report)
    known = histories({case.person for case in cases.values()})
    for case in cases.values():
        case.history = known[case.person.pk]
    return [cases[key.kind, key.pk] for key in keys if (key.kind, key.pk) in cases]
