"""The page of one idea, and its runs as they progress."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.panel.models import Challenge
from evaluations.prototypes.models import ExampleRevision, Proposal, Run, demo_of, examples_to_pick
from ideas.models import Idea, Vote
from ideas.models.answer import five_of
from ideas.pie import large
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.lists.impressions import seen_by_others
from marketplace.pages.runs.evidence import evidence_of
from marketplace.pages.site.requests import PageRequest

from .arithmetic import moment_of
from .demand import demand_for
from .threads import comments_of


@require_safe
def idea(request: HttpRequest, slug: str) -> HttpResponse:
    idea = visible_idea(request, slug)
    return noting_opening(request, render(request, "idea/idea.html", page_of_idea(request, idea)), idea)


def visible_idea(request: HttpRequest, slug: str) -> Idea:
    return get_object_or_404(Idea.objects.visible_to(request.user).for_page(), slug=slug)


def page_of_idea(request: HttpRequest, idea: Idea, **context: Any) -> dict[str, Any]:
    """All that the page shows; `context` overrides it, as a form with errors does."""
    shown = {
        "idea": idea,
        "voted": Vote.objects.among(request.user, [idea]),
        "answers": five_of(idea),
        "big_pie": large(idea.slices, moment=idea.is_moment),
        "may_edit": idea.can_be_edited_by(request.user),
    }
    shown |= comments_of(request, idea) | prototypes_of(request, idea, None) | tries_of(request, idea)
    shown |= demand_for(request, idea)
    if shown["may_edit"] and idea.is_published:
        shown |= seen_by_others(idea) | {"seen": Challenge.objects.who_saw(idea)}
    return shown | moment_of(idea) | context


def tries_of(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """The demo with its examples to pick from, what visitors propose, and how to show the idea elsewhere."""
    if not idea.is_published:
        return {}
    demo = demo_of(idea)
    decides = idea.can_be_edited_by(request.user)
    return {
        "demo": demo,
        "picks": examples_to_pick(demo) if demo else [],
        "pending": list(Proposal.objects.for_idea(idea).pending()) if decides else [],
        "embed_page": request.build_absolute_uri(idea.get_absolute_url()),
        "embed_badge": request.build_absolute_uri(reverse("badge", args=[idea.slug])),
        "embed_card": request.build_absolute_uri(reverse("card", args=[idea.slug])),
    }


def prototypes_of(request: HttpRequest, idea: Idea, revision: ExampleRevision | None) -> dict[str, Any]:
    """The runs over these examples, and whether any of them is still to finish."""
    latest = ExampleRevision.objects.latest_of(idea)
    revision = revision or latest
    runs = Run.objects.of_revision(revision).for_table() if revision else []
    progress = {
        "finished": sum(not run.is_open for run in runs),
        "trials": sum(run.trials_done for run in runs),
        "planned": sum(run.sample for run in runs),
    }
    return {
        "revision": revision,
        "latest_revision": latest,
        "runs": runs,
        "may_steer": revision == latest and idea.can_be_edited_by(request.user),
        "working": any(run.is_open and run.is_offered for run in runs),
        "progress": progress,
        "cost_bases": sorted({run.cost_basis for run in runs if run.cost_basis}),
        "evidence": evidence_of(runs),
        "comparable": sum(run.state == "finished" and run.trials_done > 0 for run in runs) > 1,
    }


def progress_of(request: HttpRequest, idea: Idea, revision: ExampleRevision | None = None) -> dict[str, Any]:
    """The runs, and what is known from them."""
    answers = {"idea": idea, "answers": five_of(idea), "big_pie": large(idea.slices, moment=idea.is_moment)}
    return answers | prototypes_of(request, idea, revision)


@require_safe
def runs(request: PageRequest, slug: str) -> HttpResponse:
    """The runs alone: what the idea's page fetches once a second while any of them is open; or those over earlier
    examples, kept as they were."""
    idea = visible_idea(request, slug)
    number = request.GET.get("examples", "")
    revision = revision_numbered(idea, number) if number else None
    template = "runs/_progress.html" if request.htmx else "runs/runs.html"
    page = render(request, template, progress_of(request, idea, revision))
    return page if request.htmx else noting_opening(request, page, idea)


def revision_numbered(idea: Idea, number: str) -> ExampleRevision:
    """Raises Http404 where there is none."""
    found = ExampleRevision.objects.numbered(idea, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise Http404
    return found
