"""One run: its trials by the row of their example, and each of their texts as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run, Trial

from .idea import visible_idea

TRIALS_A_PAGE = 50


@require_safe
def run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every trial of one run, by the row of its example."""
    idea = visible_idea(request, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    only = request.GET.get("only", "")
    if only not in ("", "failed", "errors"):
        raise Http404
    after = request.GET.get("after", "0")
    after_row = int(after) if after.isdecimal() and len(after) < 10 else 0
    trials = list(run.trials.for_reading(only=only, after=after_row)[: TRIALS_A_PAGE + 1])
    more = trials[TRIALS_A_PAGE - 1].example.position if len(trials) > TRIALS_A_PAGE else None
    latest = ExampleRevision.objects.latest_of(idea)
    steering = {
        "latest_revision": latest,
        "may_steer": run.revision == latest and idea.can_be_edited_by(request.user),
    }
    context = steering | {"idea": idea, "run": run, "trials": trials[:TRIALS_A_PAGE], "more": more, "only": only}
    return render(request, "idea/run.html", context)


@require_safe
def trial_text(request: HttpRequest, slug: str, pk: int, row: int, part: str) -> HttpResponse:
    """One text of a trial, whole, as a file to keep: what is too long for the page. Never opened as a page."""
    idea = visible_idea(request, slug)
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
