"""Step 3: a preview of the page, the planned runs, and the button that publishes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.prototypes import publish as publish_module
from evaluations.prototypes.datasets.examples import ExampleProblems, Problem
from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.models import ExampleDraft, Task
from ideas.actions import Overtaken
from ideas.actions.repeats import PostedBefore, posted_before
from ideas.limits import DailyLimit, TooManyLinks
from ideas.models import Idea
from ideas.texts import BY_NAME
from marketplace.pages.idea.repeats import leading_to
from marketplace.pages.moderation.waiting import say_if_held
from marketplace.pages.site.fields import seen_number
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest

from .drafts import drafts_of, own_draft
from .forms import IdeaForm, said
from .outlook import outlook, planned_runs
from .preview import card_of
from .rows import TypedRow
from .typed_examples import begun

ELSEWHERE = (
    "This draft was changed elsewhere after this page was opened, so it is not published. Below is how it is now."
)


@dataclass(frozen=True, slots=True)
class DraftReview:
    """A draft as it would be published. `missing`: the form; its errors name what the idea still lacks."""

    idea: Idea
    rows: list[TypedRow]
    documents: list[TypedRow]
    names: ColumnNames
    settings: dict[str, Any]
    missing: IdeaForm
    problems: list[Problem]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def review(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    if request.method == "POST":
        forget(request)
        return publish(request, slug)
    return page(request, ready(own_draft(request.user, slug)))


def ready(idea: Idea) -> DraftReview:
    draft = ExampleDraft.objects.of(idea)
    problems = begun(idea, draft).checked()
    chosen, form = draft.measured_by, IdeaForm(said(idea))
    return DraftReview(idea, draft.pairs, draft.papers, draft.names, chosen, form, problems)


def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publishing twice is the same as publishing once: the second click of a double click finds a published idea."""
    idea = draft_or_published(request, slug)
    if not idea.is_draft:
        return redirect(idea)
    work = ready(idea)
    rows = [] if request.POST.get("do") == "without" else work.rows
    seen: dict[str, Any] = {
        "seen": seen_number(request.POST, "seen", idea.saves),
        "examples_seen": seen_number(request.POST, "examples_seen", idea.example_saves),
    }
    if not work.missing.is_valid() or (rows and work.problems):
        return page(request, work, status=422)
    try:
        given = {"documents": work.documents, "names": work.names} | work.settings
        idea = publish_module.publish(request.user, idea, rows, **given, **seen)
    except ExampleProblems as refused:
        work.problems[:] = refused.problems
        return page(request, work, status=422)
    except PostedBefore:
        return page(request, work, status=422)
    except Overtaken:
        now = draft_or_published(request, slug)
        return page(request, ready(now), status=409, limit=ELSEWHERE) if now.is_draft else redirect(now)
    except DailyLimit as limit:
        return page(request, work, status=429, limit=f"{limit} The draft is kept.")
    except TooManyLinks as links:
        return page(request, work, status=422, limit=f"{BY_NAME[links.field].label}: {links} The draft is kept.")
    if say_if_held(request, idea):
        return redirect(idea)
    messages.success(request, "Published." if not rows else "Published. The first results come within seconds.")
    return redirect(idea)


def draft_or_published(request: SignedInRequest, slug: str) -> Idea:
    """The draft at this address; or the idea that it became. The form has its id, because its address has changed."""
    draft = drafts_of(request.user).in_bulk([slug], field_name="slug").get(slug)
    if draft:
        return draft
    number = request.POST.get("idea", "")
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    own = Idea.objects.by(request.user).in_bulk([pk])
    if pk not in own:
        raise Http404
    return own[pk]


def page(request: SignedInRequest, work: DraftReview, status: int = 200, **more: Any) -> HttpResponse:
    look = outlook(work.rows, work.documents, work.settings)
    earlier = posted_before(work.idea, work.idea.title, work.idea.pitch)
    context = {
        "idea": work.idea,
        "step": "review",
        "form": work.missing,
        "complete": work.missing.is_valid(),
        "repeat": leading_to(PostedBefore(earlier)) if earlier else "",
        "problems": work.problems,
        "rows": work.rows[:5],
        "names": work.names,
        "documents": work.documents[:5] if look.task == Task.SEARCH else [],
        "outlook": look,
        "card": card_of(work.idea, work.rows, work.documents, work.names),
        "planned": planned_runs(work.rows, work.documents, work.settings) if work.rows and not work.problems else [],
    }
    return render(request, "submit/review.html", context | more, status=status)
