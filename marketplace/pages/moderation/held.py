"""What waits until a moderator has looked at it, each post with the reason and the history of its author. Many are
approved or hidden at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.panel.actions import Refused
from ideas.models import Hold
from ideas.models.act import ActReason
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .deeds import DEEDS, words_of
from .forms import ActForm
from .history import histories

A_PAGE = 50
VERBS = {"approve": "approved", "hide": "hidden"}


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: SignedInRequest) -> HttpResponse:
    """`?after=` continues behind an id."""
    form = ActForm(as_reasoned(request.POST)) if request.method == "POST" else ActForm(initial={"reason": "spam"})
    chosen = [
        pk for each in request.POST.getlist("chosen")[:A_PAGE] if (pk := whole_number(each, digits=18)) is not None
    ]
    if request.method == "POST":
        if request.POST.get("do") not in VERBS:
            form.add_error(None, "Choose to approve or to hide.")
        elif not chosen:
            form.add_error(None, "Choose at least one post.")
        if form.is_valid():
            act_on(request, chosen, form)
            return redirect("held")
    after = whole_number(request.GET.get("after", ""), digits=18) or 0
    holds = list(Hold.objects.waiting().after(after)[: A_PAGE + 1])
    context = {
        "rows": rows_of(holds[:A_PAGE]),
        "chosen": chosen,
        "form": form,
        "next_url": f"?after={holds[A_PAGE - 1].pk}" if len(holds) > A_PAGE else "",
    }
    return render(request, "moderation/held.html", context, status=422 if form.errors else 200)


def as_reasoned(sent: QueryDict) -> dict[str, str]:
    """What is approved keeps to the rules; hiding takes the reason that was chosen."""
    reason = ActReason.FINE if sent.get("do") == "approve" else sent.get("reason", "")
    return {"reason": reason, "note": sent.get("note", "")}


def rows_of(holds: Sequence[Hold]) -> list[dict[str, Any]]:
    known = histories({hold.person for hold in holds})
    return [{"hold": hold, "words": words_of(hold.post), "history": known[hold.person.pk]} for hold in holds]


def act_on(request: SignedInRequest, chosen: Sequence[int], form: ActForm) -> None:
    """Each act is for itself: one that is refused does not stop the others."""
    verb, done, refused = request.POST["do"], 0, set()
    for hold in Hold.objects.waiting().filter(pk__in=chosen):
        try:
            done += DEEDS[hold.kind, verb].act(request.user, hold.post, form.because)
        except (Refused, PermissionDenied) as refusal:
            refused.add(str(refusal))
    for why in sorted(refused):
        messages.error(request, why)
    level = messages.success if done else messages.warning
    level(request, f"{done} post{'' if done == 1 else 's'} {VERBS[verb]}. The log shows each act.")
