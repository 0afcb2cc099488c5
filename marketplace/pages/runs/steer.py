"""What an author does with a run from its row or its page: stop it, let it go on, make it the demo."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evaluations.prototypes.models import Run
from evaluations.prototypes.runs import steer as steer_module
from evaluations.prototypes.runs.steer import answer_the_rest, choose_demo, leave_demo_to_the_best, stop_run
from ideas.limits import DailyLimit
from marketplace.accounts.models import User
from marketplace.pages.idea.page import progress_of, visible_idea
from marketplace.pages.site.requests import PageRequest

Verb = Callable[[User, Run], bool]
OVERTAKEN = "Nothing was changed: the run is no longer as it was when you looked. Below is how it is now."


def steer(request: PageRequest, slug: str, pk: int, verb: Verb, said: str) -> HttpResponse:
    """Do it, say what came of it, and show the runs again where the person was looking."""
    if not isinstance(request.user, User):
        if request.htmx:
            raise PermissionDenied
        return redirect_to_login(f"/ideas/{slug}/runs/{pk}/")
    idea = visible_idea(request, slug)
    run = get_object_or_404(Run.objects.of_idea(idea.pk).for_rows(), pk=pk)
    try:
        if verb(request.user, run):
            messages.success(request, said)
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
    return steer(request, slug, pk, steer_module.rerun, "The run is open again. What was answered is not asked again.")


@require_POST
def rest(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    return steer(request, slug, pk, answer_the_rest, "The run goes on with the examples beyond its sample.")


@require_POST
def demo(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    if request.POST.get("demo") == "best":
        return steer(request, slug, pk, leave_demo_to_the_best, "The best run is the demo again.")
    return steer(request, slug, pk, choose_demo, "This run is the demo now.")
