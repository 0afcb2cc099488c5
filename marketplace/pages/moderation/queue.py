"""The queue of moderators: open reports by their target, and the latest decisions. Others get a 404."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.panel import actions as panel
from evaluations.panel.models import Claim
from ideas import actions
from ideas.models import Appeal, Because, Comment, Idea, Report
from ideas.models.act import ActReason
from ideas.models.report import Decision
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .forms import ActForm

MAX_REPORTS = 300
LATEST_DECISIONS = 20
DECISIONS = {"hide": Decision.HIDDEN, "keep": Decision.KEPT}


@dataclass(frozen=True, slots=True)
class ReportedThing:
    """An idea, comment or claim with all reports about it."""

    target: Idea | Comment | Claim
    reports: list[Report]

    @property
    def kind(self) -> str:
        """idea, comment or claim."""
        return str(self.target._meta.model_name)

    @property
    def person(self) -> User:
        """The author of the words."""
        return self.target.person if isinstance(self.target, Claim) else self.target.author


def cases_of(reports: Iterable[Report]) -> list[ReportedThing]:
    """Reports by their target, first the target with the most reports, then the oldest."""
    by_target: dict[Idea | Comment | Claim, list[Report]] = {}
    for report in reports:
        by_target.setdefault(report.claim or report.target, []).append(report)
    cases = [ReportedThing(target, about) for target, about in by_target.items()]
    return sorted(cases, key=lambda case: (-len(case.reports), case.reports[0].pk))


@for_moderators
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    waiting = Report.objects.open().with_targets()[:MAX_REPORTS]
    decided = Report.objects.decided().with_targets().select_related("decided_by")[:LATEST_DECISIONS]
    return render(
        request,
        "moderation/reports.html",
        {
            "appeals": Appeal.objects.open().whole()[:MAX_REPORTS],
            "cases": cases_of(waiting),
            "decided": decided,
            "form": ActForm(auto_id=False),
        },
    )


@for_moderators
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide or keep the target of the report."""
    report = get_object_or_404(Report.objects.with_targets(), pk=pk)
    choice, form = request.POST.get("decision", ""), ActForm(as_reasoned(request.POST))
    if choice not in DECISIONS:
        messages.error(request, "Choose to hide it or to keep it.")
    elif not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    elif not decision_about(report)(request.user, report, DECISIONS[choice], form.because):
        messages.warning(request, "Another moderator decided this meanwhile; nothing was changed.")
    return redirect("reports")


def as_reasoned(sent: QueryDict) -> dict[str, str]:
    """What is kept is kept because it keeps to the rules; hiding takes the reason that was chosen."""
    reason = ActReason.FINE if sent.get("decision") == "keep" else sent.get("reason", "")
    return {"reason": reason, "note": sent.get("note", "")}


def decision_about(report: Report) -> Callable[[User, Report, Decision, Because], bool]:
    return panel.decide_about_claim if report.claim else actions.decide
