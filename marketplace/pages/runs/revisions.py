"""The revisions of an idea's examples: each as it was, and the best run over it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run
from ideas.models import Idea
from marketplace.pages.site.fields import whole_number

REVISIONS_A_PAGE = 30
LAST = 2**31 - 1  # above the number of every revision


@require_safe
def revisions(request: HttpRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    before = whole_number(request.GET.get("before", ""))
    found = list(ExampleRevision.objects.before(idea, LAST if before is None else before)[: REVISIONS_A_PAGE + 1])
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
    asked = whole_number(number)
    found = None if asked is None else ExampleRevision.objects.numbered(idea, asked)
    if found is None:
        raise Http404
    return found
