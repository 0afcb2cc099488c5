"""The buttons of a run, for the author of its idea: stop it, let it go on, make it the demo."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.prototypes.models import Run
from evaluations.prototypes.runs.steer import answer_the_rest, choose_demo, leave_demo_to_the_best, stop_run
from evaluations.prototypes.runs.steer import rerun as rerun_run
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.requests import PageRequest

from .progress import progress_of

RunAction = Callable[[User, Run], bool]  # True if it changed the run
OVERTAKEN = "Nothing was changed: the run is no longer as it was when you looked. Below is how it is now."


def steer(request: PageRequest, slug: str, pk: int, action: RunAction, success: str) -> HttpResponse:
    """Do the action, report the result, and show the runs again where the person was looking."""
    if not isinstance(request.user, User):
        if request.htmx:
            raise PermissionDenied
        return redirect_to_login(reverse("run", args=[slug, pk]))
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    try:
        if action(request.user, run):
            messages.success(request, success)
        else:
            messages.warning(request, OVERTAKEN)
    except DailyLimit as limit:
        messages.warning(request, str(limit))
    if request.htmx:
        return render(request, "runs/_steered.html", progress_of(request, idea))
    return redirect(run if "at_run" in request.POST else f"{idea.get_absolute_url()}#prototypes")


@require_POST
def stop(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    return steer(request, slug, pk, stop_run, "The run is stopped. What it has answered stays.")


@require_POST
def rerun(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    return steer(request, slug, pk, rerun_run, "The run is open again. What was answered is not asked again.")


@require_POST
def rest(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    return steer(request, slug, pk, answer_the_rest, "The run goes on with the examples beyond its sample.")


@require_POST
def demo(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    if request.POST.get("demo") == "best":
        return steer(request, slug, pk, leave_demo_to_the_best, "The best run is the demo again.")
    return steer(request, slug, pk, choose_demo, "This run is the demo now.")
