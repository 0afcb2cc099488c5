"""The page of one run: its trials by the row of their example. Each text as a file; the run as a bundle or tables."""

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evaluations.prototypes.exports.bundle import write_bundle
from evaluations.prototypes.exports.sheets import examples_csv, trials_csv
from evaluations.prototypes.models import ExampleRevision, Run, Task, Trial
from evaluations.prototypes.results.metrics import confusion_cells
from ideas.models import Idea
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.site.fields import whole_number

from .breakdown import checks_of, confusion_of, scored_by_author
from .squares import picture_of

TRIALS_A_PAGE = 50
SHEETS = {"trials": trials_csv, "examples": examples_csv}
A_MINUTE = 60  # seconds
MAX_CACHED = 1_000_000  # bytes of a bundle
IN_MEMORY = 4_000_000  # bytes of a bundle; a larger one is written to the disk


@require_safe
def run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    only = request.GET.get("only", "")
    if only not in ("", "failed", "errors"):
        raise Http404
    after = whole_number(request.GET.get("after", "")) or 0
    trials = list(run.trials.for_reading(only=only, after=after)[: TRIALS_A_PAGE + 1])
    more = trials[TRIALS_A_PAGE - 1].example.position if len(trials) > TRIALS_A_PAGE else None
    latest = ExampleRevision.objects.latest_of(idea)
    context = {
        "idea": idea,
        "run": run,
        "latest_revision": latest,
        "may_steer": run.revision == latest and idea.can_be_edited_by(request.user),
        "parts": scored_by_author(run),
        "checks": checks_of(run),
        "confusion": confusion_of(confusion_cells(run)) if run.revision.task == Task.CLASSIFY and run.n else None,
        "answers": picture_of(run, {trial.example.position for trial in trials[:TRIALS_A_PAGE]}),
        "trials": trials[:TRIALS_A_PAGE],
        "more": more,
        "only": only,
    }
    return noting_opening(request, render(request, "runs/run.html", context), idea)


@require_safe
def trial_text(request: HttpRequest, slug: str, pk: int, row: int, part: str) -> HttpResponse:
    """One whole text of a trial, as a file: the page cuts long texts. The browser never shows it as a page."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk), pk=pk)
    trial = get_object_or_404(run.trials.for_reading(), example__position=row)
    texts = texts_of(trial)
    if part not in texts:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="run-{run.pk}-row-{row}-{part}.txt"'}
    return HttpResponse(texts[part], content_type="text/plain; charset=utf-8", headers=headers)


def texts_of(trial: Trial) -> dict[str, str]:
    return {
        "input": trial.example.input,
        "expected": trial.example.expected,
        "answer": trial.answer,
        "raw_answer": trial.raw_answer,
        "request": trial.pretty_request,
    }


@require_safe
def bundle(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Everything that is needed to repeat the run elsewhere, as a zip."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    return FileResponse(bundle_of(run), as_attachment=True, filename=f"{idea.slug}-run-{run.pk}.zip")


def bundle_of(run: Run) -> IO[bytes]:
    """The bundle, at most a minute old. It costs as much as ten pages, and of a run that is over it stays the same."""
    key, grows = f"bundle:{run.pk}", run.is_open
    kept: bytes | None = None if grows else cache.get(key)
    if kept is not None:
        return BytesIO(kept)
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_bundle(run, file)
    size = file.tell()
    file.seek(0)
    if not grows and size <= MAX_CACHED:
        cache.set(key, file.read(), A_MINUTE)
        file.seek(0)
    return file


@require_safe
def sheet(request: HttpRequest, slug: str, pk: int, what: str) -> StreamingHttpResponse:
    """The trials, or the examples, for a spreadsheet."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    if what not in SHEETS:
        raise Http404
    name = content_disposition_header(as_attachment=True, filename=f"{idea.slug}-run-{run.pk}-{what}.csv")
    headers = {"Content-Disposition": name or ""}
    return StreamingHttpResponse(SHEETS[what](run), content_type="text/csv; charset=utf-8", headers=headers)
