"""The page on which examples are typed, pasted and uploaded: the same for a draft and a published idea."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from evaluations.prototypes.datasets.documents import MAX_DOCUMENTS
from evaluations.prototypes.datasets.examples import MAX_ROWS, MIN_ROWS
from evaluations.prototypes.datasets.files import EXPECTED_NAMES, INPUT_NAMES
from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.pages.site.kept import forget
from marketplace.pages.site.requests import SignedInRequest

from .editing import Editing, begun, sent, typed_again
from .outlook import outlook
from .rows import DOCUMENTS, EXAMPLES, Kind, Pair, Sheet, number, sheet, typed_rows
from .taking import merged, merged_documents, taken, taken_documents

ELSEWHERE = "These examples were changed in another window. Press “Save” to keep what is on this page instead."

Ready = Callable[[ExampleDraft], HttpResponse]


def edit_examples(
    request: SignedInRequest, idea: Idea, draft: ExampleDraft, typed: QueryDict | None, ready: Ready, **context: Any
) -> HttpResponse:
    """`draft`: what to begin with, stored or not. `ready`: where good examples go on to."""
    if request.method == "POST":
        work = sent(idea, draft, request.POST)
        return autosave(request, work) if request.htmx else save(request, work, ready, context)
    if typed:
        return page(request, typed_again(idea, draft, typed), context)
    work = begun(idea, draft)
    if "check" in request.GET:
        work.problems = work.checked()
    return page(request, work, context)


def autosave(request: SignedInRequest, work: Editing) -> HttpResponse:
    """What the page sends by itself while somebody types: kept, unless it is no longer the latest."""
    if work.seen != request.POST.get("seen"):
        return render(request, "submit/_saved.html", {"trouble": ELSEWHERE}, status=422)
    work.store(request.user)
    if work.problems:
        return render(request, "submit/_saved.html", {"trouble": work.problems[0].message}, status=422)
    context = {"seen": work.seen, "outlook": outlook(work.rows, work.documents, work.chosen)}
    return render(request, "submit/_saved.html", context)


def save(request: SignedInRequest, work: Editing, ready: Ready, context: dict[str, Any]) -> HttpResponse:
    rows, documents = take(request, work)
    work.store(request.user)
    go_on = request.POST.get("do") == "go"
    if go_on and not work.problems:
        work.problems = work.checked()
    if work.problems or not work.settings.is_valid():
        return page(request, work, context, status=422)
    forget(request)
    if go_on:
        return ready(work.draft)
    for count, what in ((rows, "rows"), (documents, "documents")):
        if count:
            messages.success(request, f"{count:,} {what} were read and saved.")
    return elsewhere(request, taken_any=bool(rows or documents))


def take(request: SignedInRequest, work: Editing) -> tuple[int, int]:
    """Read what was pasted and uploaded into the rows and the documents; how many of each came. What cannot be read
    stays where it was typed."""
    rows, problems = taken(request)
    papers, faults = taken_documents(request)
    if rows:
        work.rows, problems = merged(work.rows, rows, replace="replace" in request.POST)
    if papers:
        work.documents, faults = merged_documents(work.documents, papers, replace="replace_documents" in request.POST)
    work.paste = request.POST.get("paste", "") if problems else ""
    work.papers = request.POST.get("papers", "") if faults else ""
    work.problems += [*problems, *faults]
    return len(rows), len(papers)


def elsewhere(request: SignedInRequest, *, taken_any: bool) -> HttpResponse:
    """To the rows or the documents that were asked for."""
    do, place, anchor = request.POST.get("do"), {}, ""
    for kind, wants_more, mark in ((EXAMPLES, "more", "row"), (DOCUMENTS, "more_documents", "document")):
        first, at = number(request.POST, f"{kind.place}first", 1), number(request.POST, f"{kind.place}at", 0)
        if at or first > 1 or kind is EXAMPLES:
            place[f"{kind.place}at"] = at or first
        if at and kind is DOCUMENTS:
            anchor = "#documents"
        if do == wants_more:
            shown = len(typed_rows(request.POST, kind))
            place[f"{kind.place}show"] = shown + kind.blank
            anchor = f"#{mark}-{first + shown}"
    if do == "save" and not taken_any:
        messages.success(request, "The examples are saved.")
    if do == "take_documents":
        anchor = "#documents"
    return redirect(f"{request.path}?{urlencode(place)}{anchor}")


def page(request: SignedInRequest, work: Editing, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "idea": work.idea,
        "sheet": shown(request, work, work.rows, EXAMPLES),
        "documents": shown(request, work, work.documents, DOCUMENTS),
        "settings": work.settings,
        "problems": work.problems,
        "paste": work.paste,
        "papers": work.papers,
        "seen": work.seen,
        "outlook": outlook(work.rows, work.documents, work.chosen),
        "input_names": " ".join(INPUT_NAMES),
        "expected_names": " ".join(EXPECTED_NAMES),
        "least_rows": MIN_ROWS,
        "most_rows": MAX_ROWS,
        "most_documents": MAX_DOCUMENTS,
    }
    return render(request, "submit/examples.html", shared | context, status=status)


def shown(request: SignedInRequest, work: Editing, rows: list[Pair], kind: Kind) -> Sheet:
    place = request.POST if request.method == "POST" else request.GET
    name = "first" if request.method == "POST" else "at"
    at = number(place, f"{kind.place}{name}", 1)
    return sheet(rows, at, number(place, f"{kind.place}show", kind.blank), work.problems, kind)
