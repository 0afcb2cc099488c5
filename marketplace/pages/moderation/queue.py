"""The queue of moderators: open reports by their target, and the latest decisions. Others get a 404."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from evaluations.panel import actions as panel
from evaluations.panel.models import Claim
from ideas import actions
from ideas.models import Comment, Idea, Report
from ideas.models.report import Decision
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest, View

MAX_REPORTS = 300
LATEST_DECISIONS = 20
DECISIONS = {"hide": Decision.HIDDEN, "keep": Decision.KEPT}
ACTIONS = actions.decide, actions.show_again
CLAIM_ACTIONS = panel.decide_about_claim, panel.show_claim_again


def for_moderators(view: View) -> View:
    """Everybody else gets a 404, so nobody learns that the page exists."""

    @login_required
    @wraps(view)
    def serve(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.moderates:
            raise Http404
        return view(request, *args, **kwargs)

    return serve


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
    return render(request, "moderation/reports.html", {"cases": cases_of(waiting), "decided": decided})


@for_moderators
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide or keep the target of the report, or show it again."""
    report = get_object_or_404(Report.objects.with_targets(), pk=pk)
    decision, show_again = CLAIM_ACTIONS if report.claim else ACTIONS
    choice = request.POST.get("decision", "")
    try:
        if choice == "show":
            show_again(request.user, report)
        elif choice not in DECISIONS:
            messages.error(request, "Choose to hide it or to keep it.")
        elif not decision(request.user, report, DECISIONS[choice]):
            messages.warning(request, "Another moderator decided this meanwhile; nothing was changed.")
    except panel.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports")


@for_moderators
@require_POST
def flag(request: SignedInRequest, name: str) -> HttpResponse:
    """Stop counting somebody's votes for the ranking, or count them again."""
    person = get_object_or_404(User, username=name)
    if person.moderates:
        messages.error(request, "Moderators cannot be flagged. Take their role away first.")
    elif request.POST.get("flagged") == "0":
        actions.unflag(request.user, person)
        messages.success(request, f"Votes of {person.username} count for the ranking again.")
    else:
        actions.flag(request.user, person)
        messages.success(request, f"Votes of {person.username} no longer count for the ranking.")
    return redirect(person)
