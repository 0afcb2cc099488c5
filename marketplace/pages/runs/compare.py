"""Runs of an idea side by side: who is better on the same examples, and what each answered, example by example."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run
from evaluations.prototypes.results.comparison import MAX_RUNS, Comparison, choose
from ideas.models import Idea
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.requests import PageRequest

from .revisions import revision_numbered
from .score_and_cost import score_and_cost_of

EXAMPLES_A_PAGE = 25


@require_safe
def compare(request: PageRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    template = "runs/_compared.html" if request.htmx and not request.htmx.boosted else "runs/compare.html"
    return noting_opening(request, render(request, template, comparison_of(request, idea)), idea)


def comparison_of(request: PageRequest, idea: Idea) -> dict[str, Any]:
    """The context for `run` (several), `only`, `after` and `examples`; a run that cannot be compared is left out."""
    revision = revision_asked(idea, request.GET.get("examples", ""))
    runs = Run.objects.of_revision(revision).compared() if revision else []
    if revision is None or not runs:
        return {"idea": idea, "revision": revision, "runs": runs}
    chosen = choose(runs, request.GET.getlist("run"))
    only, after = request.GET.get("only", ""), whole_number(request.GET.get("after", "")) or 0
    if only not in ("", "different"):
        raise Http404
    comparison = Comparison(revision, chosen)
    rows = comparison.rows(after=after, limit=EXAMPLES_A_PAGE + 1, only_different=bool(only))
    more = rows[EXAMPLES_A_PAGE - 1].position if len(rows) > EXAMPLES_A_PAGE else None
    asked: dict[str, int | list[int]] = {"run": [run.pk for run in chosen]}
    if request.GET.get("examples"):
        asked["examples"] = revision.number
    return {
        "idea": idea,
        "revision": revision,
        "runs": runs,
        "chosen": chosen,
        "comparison": comparison,
        "rows": rows[:EXAMPLES_A_PAGE],
        "only": only,
        "after": after,
        "more": more,
        "most": MAX_RUNS,
        "asked": urlencode(asked, doseq=True),
        "score_and_cost": score_and_cost_of(runs),
    }


def revision_asked(idea: Idea, number: str) -> ExampleRevision | None:
    return revision_numbered(idea, number) if number else ExampleRevision.objects.latest_of(idea)
