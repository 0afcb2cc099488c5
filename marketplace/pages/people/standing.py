"""What moderators decided about somebody, for that person: `/account/standing/`. And the refusal of every write while
they are suspended."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.panel.actions.appeals import can_be_appealed
from ideas.models import ModerationAct, Suspension
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest, View

from .profile import newest

READING = ("GET", "HEAD", "OPTIONS")
# One's own account stays in one's hand: password, sessions, data, appeals. Not the tokens, which write.
OWN, NOT_NOW = "/account/", ("/account/tokens/", "/account/name/")


@login_required
@never_cache
@require_safe
def standing(request: SignedInRequest) -> HttpResponse:
    """The suspension, then all acts about this person and their things, the latest first. `?before=` continues."""
    acts, more = newest(ModerationAct.objects.about(request.user).newest().select_related("appeal"), request)
    context = {
        "suspension": Suspension.objects.of(request.user),
        "acts": [(act, can_be_appealed(act)) for act in acts],
        "next_url": f"?before={more}" if more else "",
    }
    return render(request, "people/standing.html", context)


def refused_while_suspended(respond: View) -> View:
    """Middleware: a suspended person reads, and writes nothing but about their own account."""

    def serve(request: HttpRequest) -> HttpResponse:
        if request.method in READING or may_write(request):
            return respond(request)
        assert isinstance(request.user, User)  # `may_write`: it is somebody who is suspended
        context = {"suspension": Suspension.objects.of(request.user)}
        page = render(request, "people/suspended.html", context, status=403)
        page["HX-Redirect"] = reverse("standing")  # for a button that is answered in place
        return page

    return serve


def may_write(request: HttpRequest) -> bool:
    if request.path.startswith(OWN) and not request.path.startswith(NOT_NOW):
        return True
    return not request.user.is_authenticated or request.user.suspended is None
