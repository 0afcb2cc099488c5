"""The table of an idea's runs over one revision of its examples. While a run is open, the page fetches it every second.

`runs/_runs.html` is the table. The page of the idea includes it, and the buttons of `steer` bring it back.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.prototypes.datasets.examples import say_the_same
from evaluations.prototypes.models import ExampleRevision, Run
from ideas.models import Idea
from ideas.models.answer import five_of
from ideas.pie import large
from marketplace.accounts.models import User
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.site.requests import PageRequest

from .bars import cost_bars, five_bars
from .revisions import revision_numbered
from .score_and_cost import score_and_cost_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MAX_SAME = 3  # groups of rows that say the same, in the line above the table


@require_safe
def runs(request: PageRequest, slug: str) -> HttpResponse:
    """The table alone for the poll of htmx, else a page; `?examples=` asks for the runs over an earlier revision."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    number = request.GET.get("examples", "")
    revision = revision_numbered(idea, number) if number else None
    template = "runs/_progress.html" if request.htmx else "runs/runs.html"
    page = render(request, template, progress_of(request, idea, revision))
    return page if request.htmx else noting_opening(request, page, idea)


def progress_of(request: PageRequest, idea: Idea, revision: ExampleRevision | None = None) -> dict[str, Any]:
    """The runs, and the answers that change with them."""
    table = runs_table(request.user, idea, revision)
    return {"idea": idea, "table": table} | evidence_shown(idea, table)


def evidence_shown(idea: Idea, table: dict[str, Any]) -> dict[str, Any]:
    """What the machines and people say of it, in plain words and in the terms of the field."""
    answers, proof = five_of(idea), idea.proof
    return {
        "answers": answers,
        "bars": five_bars(answers, proof),
        "clear": sum(answer.clears for answer in answers),
        "big_pie": large(idea.slices, moment=idea.is_moment),
        "proof": proof,
        "costs": cost_bars(table["best"], proof, table["score_and_cost"]),
    }


def runs_table(person: "User | AnonymousUser", idea: Idea, revision: ExampleRevision | None = None) -> dict[str, Any]:
    """`revision`: the latest if it is None. `working`: whether a run is still to finish."""
    latest = ExampleRevision.objects.latest_of(idea)
    revision = revision or latest
    runs = Run.objects.of_revision(revision).for_table() if revision else []
    return {
        "revision": revision,
        "latest_revision": latest,
        "runs": runs,
        "same": say_the_same(revision.groups_of_same(), MAX_SAME) if revision else [],
        "may_steer": revision == latest and idea.can_be_edited_by(person),
        "working": any(run.is_open and run.is_offered for run in runs),
        "finished": sum(not run.is_open for run in runs),
        "trials": sum(run.trials_done for run in runs),
        "planned": sum(run.sample for run in runs),
        "cost_bases": sorted({run.cost_basis for run in runs if run.cost_basis}),
        "score_and_cost": score_and_cost_of(runs),
        "best": next((run for run in runs if run.is_best), None),
        "comparable": sum(run.state == "finished" and run.trials_done > 0 for run in runs) > 1,
    }
