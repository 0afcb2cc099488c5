"""The page of one idea, and its runs as they progress."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run
from ideas.models import Idea, Vote
from ideas.models.answer import five_of
from ideas.pie import large

from .requests import PageRequest
from .threads import comments_of


@require_safe
def idea(request: HttpRequest, slug: str) -> HttpResponse:
    idea = visible_idea(request, slug)
    return render(request, "idea/idea.html", page_of_idea(request, idea))


def visible_idea(request: HttpRequest, slug: str) -> Idea:
    return get_object_or_404(Idea.objects.visible_to(request.user).for_page(), slug=slug)


def page_of_idea(request: HttpRequest, idea: Idea, **context: Any) -> dict[str, Any]:
    """All that the page shows; `context` overrides it, as a form with errors does."""
    shown = {
        "idea": idea,
        "voted": Vote.objects.among(request.user, [idea]),
        "answers": five_of(idea),
        "big_pie": large(idea.slices),
        "may_edit": idea.can_be_edited_by(request.user),
    }
    return shown | comments_of(request, idea) | prototypes_of(idea) | context


def prototypes_of(idea: Idea) -> dict[str, Any]:
    """The runs over the latest examples, and whether any of them is still to finish."""
    revision = ExampleRevision.objects.latest_of(idea)
    runs = list(Run.objects.of_revision(revision).for_rows()) if revision else []
    progress = {
        "finished": sum(not run.is_open for run in runs),
        "trials": sum(run.trials_done for run in runs),
        "planned": sum(run.sample for run in runs),
    }
    return {
        "revision": revision,
        "runs": runs,
        "working": progress["finished"] < len(runs),
        "progress": progress,
        "cost_bases": sorted({run.cost_basis for run in runs if run.cost_basis}),
    }


@require_safe
def runs(request: PageRequest, slug: str) -> HttpResponse:
    """The runs alone: what the idea's page fetches once a second while any of them is open."""
    idea = visible_idea(request, slug)
    context = {"idea": idea, "answers": five_of(idea), "big_pie": large(idea.slices)} | prototypes_of(idea)
    template = "idea/_progress.html" if request.htmx else "idea/runs.html"
    return render(request, template, context)
