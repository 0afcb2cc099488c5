"""The examples of an idea as they were, revision by revision, and what came of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run
from marketplace.pages.idea.page import visible_idea

REVISIONS_A_PAGE = 30


@require_safe
def revisions(request: HttpRequest, slug: str) -> HttpResponse:
    idea = visible_idea(request, slug)
    before = request.GET.get("before", "")
    below = int(before) if before.isdecimal() and len(before) < 10 else 2**31 - 1
    found = list(ExampleRevision.objects.before(idea, below)[: REVISIONS_A_PAGE + 1])
    shown = found[:REVISIONS_A_PAGE]
    best = Run.objects.best_by_revision(shown)
    context = {
        "idea": idea,
        "latest": ExampleRevision.objects.latest_of(idea),
        "rows": [(revision, best.get(revision.pk)) for revision in shown],
        "more": shown[-1].number if len(found) > REVISIONS_A_PAGE else None,
    }
    return render(request, "runs/revisions.html", context)
