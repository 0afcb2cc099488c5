"""One page for every act of a moderator: what it is about, why, and the button. Others get a 404."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.panel.actions import Refused
from ideas.actions.acts import NEEDS_FACTOR
from marketplace.pages.site.requests import SignedInRequest, View

from .deeds import DEEDS, address_of, person_of, things, words_of

NOTHING = "Nothing was changed: another moderator was faster, or it is so already."


def for_moderators(view: View) -> View:
    """Everybody else gets a 404, so nobody learns that the page exists. A moderator who lacks a second factor that the
    operator asks for is led to set one up."""

    @login_required
    @wraps(view)
    def serve(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.moderates:
            raise Http404
        if request.user.lacks_second_factor:
            messages.warning(request, NEEDS_FACTOR)
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return serve


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    deed = DEEDS.get((kind, verb))
    if deed is None:
        raise Http404
    thing = get_object_or_404(things()[kind], pk=pk)
    form = deed.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = deed.act(request.user, thing, form.because)
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            (messages.success if changed else messages.warning)(request, deed.done if changed else NOTHING)
            return redirect(address_of(thing))
    context = {
        "deed": deed,
        "person": person_of(thing),
        "words": words_of(thing),
        "back": address_of(thing),
        "form": form,
    }
    return render(request, "moderation/act.html", context, status=status_of(form))


def status_of(form: Form) -> int:
    """403 for an act that was refused, 422 for a form that is not right."""
    refused = form.non_field_errors() if form.is_bound else []
    return 403 if refused else 422 if form.errors else 200
