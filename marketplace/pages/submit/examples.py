"""Step 2, the examples: the same page for a draft and for a published idea. Rows are typed, pasted or uploaded.

`of_draft`, `of_idea`: the two addresses. `edit_examples`: one request, which is an autosave, a save or a visit.
`publish_again`: new examples of a published idea become a revision with runs.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.datasets.documents import MAX_DOCUMENTS
from evaluations.prototypes.datasets.examples import MAX_ROWS, MIN_ROWS, ExampleProblems
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas.actions import Overtaken
from ideas.limits import DailyLimit
from ideas.models import Idea
from ideas.texts import REQUIRED
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest
from marketplace.pages.templatetags.shown import plain

from .drafts import own_draft
from .outlook import MAX_NOTICES, outlook
from .preview import card_of
from .rows import DOCUMENTS, EXAMPLES, RowKind, Sheet, TypedRow, number, sheet, sheet_as_typed, typed_rows
from .typed_examples import TypedExamples, begun, sent, typed_again
from .uploads import merged, merged_documents, read_documents, read_rows

ELSEWHERE = "This draft was changed elsewhere. Press “Save” to see both; nothing that you typed is lost."
STORED_SHOWN = 50  # rows, beside what was typed

Continue = Callable[[ExampleDraft], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def of_draft(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = own_draft(request.user, slug)
    draft = ExampleDraft.objects.of(idea)
    next_step, button = "submit-review", "Save and go on to review"
    if not all(getattr(idea, name) for name in REQUIRED):
        next_step, button = "submit-draft", "Save and go on to the words"
    return edit_examples(
        request, idea, draft, typed, lambda _: redirect(next_step, idea.slug), step="examples", go_on=button
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def of_idea(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    if idea.is_draft:
        return redirect("submit-examples", slug)
    button = "Save and try these examples" if idea.is_published else "Save for when the idea is published again"
    return edit_examples(
        request, idea, latest_examples(idea), typed, lambda draft: publish_again(request, idea, draft), go_on=button
    )


def edit_examples(
    request: SignedInRequest,
    idea: Idea,
    draft: ExampleDraft,
    typed: QueryDict | None,
    next_step: Continue,
    **context: Any,
) -> HttpResponse:
    """`draft`: the examples to begin with, stored or not; `typed`: the fields of a form that was refused.

    `next_step`: where the author goes on to when the examples are good."""
    if request.method == "POST":
        work = sent(idea, draft, request.POST)
        return autosave(request, work) if request.htmx else save(request, work, next_step, context)
    if typed:
        return page(request, typed_again(idea, draft, typed), context)
    work = begun(idea, draft)
    if "check" in request.GET:
        work.problems = work.checked()
    return page(request, work, context)


def autosave(request: SignedInRequest, work: TypedExamples) -> HttpResponse:
    """Save the form that the page sends by itself while somebody types, unless another window saved since."""
    try:
        work.store(request.user)
    except Overtaken:
        if not (again := sent_again(request, work)).is_stored():
            return render(request, "submit/_saved.html", {"trouble": ELSEWHERE}, status=409)
        work = again
    if work.problems:
        return render(request, "submit/_saved.html", {"trouble": work.problems[0].message}, status=422)
    context = {
        "seen": work.seen,
        "outlook": outlook(work.rows, work.documents, work.chosen),
        "card": card_of(work.idea, work.rows, work.documents, work.names),
    }
    return render(request, "submit/_saved.html", context)


def save(request: SignedInRequest, work: TypedExamples, next_step: Continue, context: dict[str, Any]) -> HttpResponse:
    rows, documents = take(request, work)
    try:
        work.store(request.user)
    except Overtaken:
        again = sent_again(request, work)
        if brought(request) or not again.is_stored():
            return overtaken(request, again, context)
        work = again
    done = request.POST.get("do") == "go"
    if done and not work.problems:
        work.problems = work.checked()
    if work.problems or work.doubts or not work.settings.is_valid():
        return page(request, work, context, status=422)
    forget(request)
    if done:
        return next_step(work.draft)
    for count, what in ((rows, "rows"), (documents, "documents")):
        if count:
            messages.success(request, f"{count:,} {what} were read and saved.")
    return elsewhere(request, taken_any=bool(rows or documents))


def sent_again(request: SignedInRequest, work: TypedExamples) -> TypedExamples:
    """What was sent, beside what another window has stored meanwhile: it may be the same, where one clicked twice."""
    work.idea.refresh_from_db(fields=["example_saves"])
    again = sent(work.idea, latest_examples(work.idea), request.POST)
    again.seen = work.idea.example_saves
    return again


def brought(request: SignedInRequest) -> bool:
    """Whether a table or documents came along."""
    pasted = "".join(request.POST.get(name, "") for name in ("paste", "papers", "kept"))
    return bool(pasted.strip() or request.FILES)


def overtaken(request: SignedInRequest, work: TypedExamples, context: dict[str, Any]) -> HttpResponse:
    """What was typed, beside what is stored. Saving again puts the typed in place of the stored."""
    work.paste, work.papers = request.POST.get("paste", ""), request.POST.get("papers", "")
    stored = work.draft
    both = {
        "is_overtaken": True,
        "stored_rows": stored.pairs[:STORED_SHOWN],
        "stored_documents": stored.papers[:STORED_SHOWN],
        "more_stored": max(len(stored.rows) - STORED_SHOWN, 0) + max(len(stored.documents) - STORED_SHOWN, 0),
        "lost_files": bool(request.FILES or request.POST.get("kept")),
        "sheet": sheet_as_typed(stored.pairs, request.POST, EXAMPLES),
        "documents": sheet_as_typed(stored.papers, request.POST, DOCUMENTS),
    }
    return page(request, work, context | both, status=409)


def take(request: SignedInRequest, work: TypedExamples) -> tuple[int, int]:
    """Add pasted and uploaded rows and documents; return how many came of each. A pasted text that cannot be read, or
    that is asked about, stays in its field."""
    table, papers = read_rows(request), read_documents(request)
    problems, faults = table.problems, papers.problems
    if table.rows:
        work.take_names(table.names, replace="replace" in request.POST)
        work.rows, problems = merged(work.rows, table.rows, replace="replace" in request.POST)
    if papers.rows:
        replace = "replace_documents" in request.POST
        work.documents, faults = merged_documents(work.documents, papers.rows, replace=replace)
    work.paste = request.POST.get("paste", "") if problems or table.doubt else ""
    work.papers = request.POST.get("papers", "") if faults or papers.doubt else ""
    work.problems += [*problems, *faults]
    work.doubts = [brought.doubt for brought in (table, papers) if brought.doubt]
    for notice in [] if work.problems else [*table.notices, *papers.notices][:MAX_NOTICES]:
        messages.info(request, plain(notice))
    return len(table.rows), len(papers.rows)


def elsewhere(request: SignedInRequest, *, taken_any: bool) -> HttpResponse:
    """Redirect to the rows or the documents that were asked for."""
    do, place, anchor = request.POST.get("do"), {}, ""
    for kind, wants_more, prefix in ((EXAMPLES, "more", "row"), (DOCUMENTS, "more_documents", "document")):
        first, at = number(request.POST, f"{kind.place}first", 1), number(request.POST, f"{kind.place}at", 0)
        if at or first > 1 or kind is EXAMPLES:
            place[f"{kind.place}at"] = at or first
        if at and kind is DOCUMENTS:
            anchor = "#documents"
        if do == wants_more:
            shown = len(typed_rows(request.POST, kind))
            place[f"{kind.place}show"] = shown + kind.blank
            anchor = f"#{prefix}-{first + shown}"
    if do == "save" and not taken_any:
        messages.success(request, "The examples are saved.")
    if do == "take_documents":
        anchor = "#documents"
    return redirect(f"{request.path}?{urlencode(place)}{anchor}")


def page(request: SignedInRequest, work: TypedExamples, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "idea": work.idea,
        "sheet": shown(request, work, work.rows, EXAMPLES),
        "documents": shown(request, work, work.documents, DOCUMENTS),
        "settings": work.settings,
        "names": work.names,
        "problems": work.problems,
        "doubts": work.doubts,
        "replace": bool(work.doubts) and "replace" in request.POST,
        "replace_documents": bool(work.doubts) and "replace_documents" in request.POST,
        "paste": work.paste,
        "papers": work.papers,
        "seen": work.seen,
        "outlook": outlook(work.rows, work.documents, work.chosen),
        "card": card_of(work.idea, work.rows, work.documents, work.names),
        "least_rows": MIN_ROWS,
        "most_rows": MAX_ROWS,
        "most_documents": MAX_DOCUMENTS,
    }
    return render(request, "submit/examples.html", shared | context, status=status)


def shown(request: SignedInRequest, work: TypedExamples, rows: list[TypedRow], kind: RowKind) -> Sheet:
    place = request.POST if request.method == "POST" else request.GET
    name = "first" if request.method == "POST" else "at"
    at = number(place, f"{kind.place}{name}", 1)
    return sheet(rows, at, number(place, f"{kind.place}show", kind.blank), work.problems, kind)


def latest_examples(idea: Idea) -> ExampleDraft:
    """The examples as last saved; else those of the latest revision, as a draft that is not stored."""
    draft = ExampleDraft.objects.of(idea)
    revision = None if draft.pk else ExampleRevision.objects.latest_of(idea)
    return revision.as_draft() if revision else draft


def rows_to_publish(idea: Idea) -> tuple[list[TypedRow], dict[str, Any]]:
    """The arguments for publishing the idea again: the rows, and their documents, task and checks."""
    seen = {"seen": idea.saves, "examples_seen": idea.example_saves}
    draft = latest_examples(idea)
    return draft.pairs, {"documents": draft.papers, "names": draft.names} | draft.measured_by | seen


def publish_again(request: SignedInRequest, idea: Idea, draft: ExampleDraft) -> HttpResponse:
    """A new revision of the examples of a published idea, and runs over it."""
    if not idea.is_published:
        messages.success(request, "The examples are saved. They are tried once the idea is published again.")
        return redirect(idea)
    try:
        seen = idea.example_saves
        given = {"documents": draft.papers, "names": draft.names} | draft.measured_by
        publish(request.user, idea, draft.pairs, **given, examples_seen=seen)
    except (ExampleProblems, Overtaken):  # another window saved other rows meanwhile
        return redirect(f"{request.path}?check")
    except DailyLimit as limit:
        messages.warning(request, f"{limit} The examples are saved.")
        return redirect(request.path)
    messages.success(request, "The examples are taken. Their results appear here as they come.")
    return redirect(idea)
