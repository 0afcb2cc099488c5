"""Giving an example to the idea that the lot offers: only such examples decide whether it works."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.moments.models import MomentScore
from evaluations.panel.models import Glance
from evaluations.prototypes.models import Task
from evaluations.prototypes.strangers.offers import NOT_YET, Offered, offer, offered_by
from marketplace.pages.site.requests import SignedInRequest

from .give import MAX_LABELS, GivenForm, given, shown_rows

GONE = "That offer is used, too old, or not yours. Nothing was stored."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def give_offered(request: SignedInRequest) -> HttpResponse:
    """The idea for which this person is drawn this week, the same until an example was given to it."""
    if request.method != "POST":
        found = offer(request.user, MomentScore.objects.wanting_strangers(), Glance.objects.people_lately())
        return page(request, found, GivenForm(None, found.revision) if found else None)
    found = offered_by(request.POST.get("offer", ""), request.user)
    if found is None:
        messages.warning(request, GONE)
        return redirect("give")
    form = GivenForm(request.POST, found.revision)
    if form.is_valid() and given(request, found.idea, form, is_offered=True):
        messages.success(request, "Thank you. Two others answer it now without seeing what you expect.")
        return redirect("give")
    return page(request, found, form)


def page(request: SignedInRequest, found: Offered | None, form: GivenForm | None) -> HttpResponse:
    labels = found.revision.labels()[:MAX_LABELS] if found and found.revision.task == Task.CLASSIFY else []
    context = {
        "offered": found,
        "form": form,
        "may_give": request.user.votes_rank,
        "not_yet": NOT_YET,
        "labels": labels,
        "shown": shown_rows(found.revision) if found else [],
    }
    return render(request, "strangers/offered.html", context, status=422 if form and form.errors else 200)
