"""The revisions of an idea's examples: each as it was, and the best run over it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run
from ideas.models import Idea

REVISIONS_A_PAGE = 30


@require_safe
def revisions(request: HttpRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_visible_or_404(request.user, slug)
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


def revision_numbered(idea: Idea, number: str) -> ExampleRevision:
    """Raises Http404 where there is none."""
    found = ExampleRevision.objects.numbered(idea, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise Http404
    return found
