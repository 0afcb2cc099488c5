"""The page on which examples are typed, pasted and uploaded: the same for a draft and a published idea."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from evaluations.prototypes import actions
from evaluations.prototypes.examples import LEAST_ROWS, MOST_BYTES, MOST_ROWS, Problem, check
from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.pages.requests import SignedInRequest

from .kept import forget
from .outlook import outlook
from .rows import BLANK_ROWS, Pair, number, sheet, spliced, storable, typed_rows
from .settings_form import SettingsForm
from .taking import merged, taken

MOST_KEPT = 2 * MOST_BYTES  # characters; more than can be published, so that too much can still be mended
ELSEWHERE = "These examples were changed in another window. Press “Save” to keep what is on this page instead."
TOO_MUCH = f"This is far more than {MOST_ROWS:,} rows or {MOST_BYTES:,} bytes, so it was not saved. Leave some out."

Ready = Callable[[ExampleDraft], HttpResponse]


@dataclass
class Editing:
    """One request's work on the examples of an idea. `rows`: all of them, as typed."""

    idea: Idea
    draft: ExampleDraft
    rows: list[Pair]
    settings: SettingsForm
    problems: list[Problem] = field(default_factory=list)
    paste: str = ""

    @property
    def seen(self) -> str:
        return self.draft.edited.isoformat() if self.draft.pk else ""

    @property
    def chosen(self) -> dict[str, Any]:
        """Task, scorer and threshold as set by hand."""
        return self.settings.chosen() if self.settings.is_bound else self.draft.measured_by

    def checked(self) -> list[Problem]:
        return check(self.rows, self.chosen["task"]).problems if self.rows else []


def edit_examples(
    request: SignedInRequest, idea: Idea, typed: QueryDict | None, frozen: Sequence[Pair], ready: Ready, **context: Any
) -> HttpResponse:
    """`frozen`: the rows to begin with where nothing is being typed yet. `ready`: where good examples go on to."""
    draft = ExampleDraft.objects.of(idea)
    stored = draft.pairs if draft.pk else list(frozen)
    if request.method == "POST":
        work = Editing(idea, draft, spliced(stored, request.POST), SettingsForm(request.POST))
        return autosave(request, work) if request.htmx else save(request, work, ready, context)
    if typed:
        rows, again = spliced(stored, typed, whole="seen" in typed), SettingsForm(initial=typed.dict())
        return page(request, Editing(idea, draft, rows, again, paste=typed.get("paste", "")), context)
    work = Editing(idea, draft, stored, SettingsForm(initial=draft.measured_by))
    if "check" in request.GET:
        work.problems = work.checked()
    return page(request, work, context)


def autosave(request: SignedInRequest, work: Editing) -> HttpResponse:
    """What the page sends by itself while somebody types: kept, unless it is no longer the latest."""
    if work.seen != request.POST.get("seen"):
        return render(request, "submit/_saved.html", {"trouble": ELSEWHERE}, status=422)
    store(request, work)
    if work.problems:
        return render(request, "submit/_saved.html", {"trouble": work.problems[0].message}, status=422)
    context = {"seen": work.seen, "outlook": outlook(work.rows, work.chosen)}
    return render(request, "submit/_saved.html", context)


def store(request: SignedInRequest, work: Editing) -> None:
    if len(work.rows) > 2 * MOST_ROWS or sum(len(text) for row in work.rows for text in row) > MOST_KEPT:
        work.problems.append(Problem(None, "rows", TOO_MUCH))
        return
    work.draft = actions.save_example_draft(request.user, work.idea, storable(work.rows), **work.chosen)


def save(request: SignedInRequest, work: Editing, ready: Ready, context: dict[str, Any]) -> HttpResponse:
    new, work.problems = taken(request)
    work.paste = request.POST.get("paste", "") if work.problems else ""
    if new:
        work.rows, work.problems = merged(work.rows, new, replace="replace" in request.POST)
    store(request, work)
    go_on = request.POST.get("do") == "go"
    if go_on and not work.problems:
        work.problems = work.checked()
    if work.problems or not work.settings.is_valid():
        return page(request, work, context, status=422)
    forget(request)
    if go_on:
        return ready(work.draft)
    return elsewhere(request, work, len(new))


def elsewhere(request: SignedInRequest, work: Editing, added: int) -> HttpResponse:
    """To the rows that were asked for."""
    first, more = number(request.POST, "first", 1), number(request.POST, "at", 0)
    if more:
        return redirect(f"{request.path}?at={more}")
    if request.POST.get("do") == "more":
        shown = len(typed_rows(request.POST))
        return redirect(f"{request.path}?at={first}&show={shown + BLANK_ROWS}#row-{first + shown}")
    messages.success(request, f"{added:,} rows were read and saved." if added else "The examples are saved.")
    return redirect(f"{request.path}?at={first}")


def page(request: SignedInRequest, work: Editing, context: dict[str, Any], status: int = 200) -> HttpResponse:
    place = request.POST if request.method == "POST" else request.GET
    at = number(place, "first", 1) if request.method == "POST" else number(place, "at", 1)
    shown = sheet(work.rows, at, number(place, "show", BLANK_ROWS), work.problems)
    shared = {
        "idea": work.idea,
        "sheet": shown,
        "settings": work.settings,
        "problems": work.problems,
        "paste": work.paste,
        "seen": work.seen,
        "outlook": outlook(work.rows, work.chosen),
        "least_rows": LEAST_ROWS,
        "most_rows": MOST_ROWS,
    }
    return render(request, "submit/examples.html", shared | context, status=status)
