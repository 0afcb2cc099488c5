"""The waitlist of an idea: how many wait, and joining and leaving it from the page or by the links in the mails."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions
from evaluations.panel.actions import Refused
from evaluations.panel.actions import waitlist as waiting
from evaluations.panel.models import Claim, Waiting
from evaluations.panel.models.waitlist import CONFIRM, LEAVE
from evaluations.prototypes.models import Try
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.visitors import visitor_of

FEW_CLAIMS = 5  # on the page of an idea; all of them are on a page of their own
READ_IT = (
    "Look into your mail: if the address is not on the list yet, a link to confirm it is on its way. An address gets "
    "one such mail in a week for an idea; if yours came earlier, its link still works, unless you left the list since."
)


class WaitlistForm(forms.Form):
    address = forms.EmailField(
        label="Your mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Type the address to write to.", "invalid": "This is no mail address."},
    )


def demand_for(request: HttpRequest, idea: Idea, form: WaitlistForm | None = None) -> dict[str, Any] | None:
    """Who waits for the idea, who came back to its demo, which products do it already. None if it is not published."""
    if not idea.is_published:
        return None
    waiting, person = Waiting.objects.for_idea(idea).reachable(), request.user
    claims = list(Claim.objects.for_idea(idea).foremost()[: FEW_CLAIMS + 1])
    more = Claim.objects.for_idea(idea).standing().count() - FEW_CLAIMS if len(claims) > FEW_CLAIMS else 0
    return {
        "waiting": waiting.count(),
        "returning": Try.objects.returning(idea),
        "claims": claims[:FEW_CLAIMS],
        "more_claims": more,
        "named": Claim.objects.waiting(idea) if isinstance(person, User) else [],
        "waits": isinstance(person, User) and waiting.of(person).exists(),
        "joins_at_once": isinstance(person, User) and person.confirmed is not None,
        "form": form or WaitlistForm(auto_id="waitlist-%s"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def waitlist(request: HttpRequest, slug: str) -> HttpResponse:
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.method != "POST":
        return shown(request, idea)
    person = request.user if isinstance(request.user, User) else None
    if person and request.POST.get("do") == "leave":
        actions.leave(person, idea)
        messages.success(request, "You are off the list.")
        return redirect(f"{idea.get_absolute_url()}#demand")
    if person and person.confirmed:
        return join(request, person, idea)
    return ask(request, idea)


def join(request: HttpRequest, person: User, idea: Idea) -> HttpResponse:
    try:
        actions.join(person, idea)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You are on the list. Every mail says how to leave it.")
    return redirect(f"{idea.get_absolute_url()}#demand")


def ask(request: HttpRequest, idea: Idea) -> HttpResponse:
    form = WaitlistForm(request.POST, auto_id="waitlist-%s")
    if form.is_valid():
        try:
            actions.ask_to_confirm(form.cleaned_data["address"], idea, visitor_of(request).network)
        except (Refused, DailyLimit) as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return shown(request, idea, form)
    messages.success(request, READ_IT)
    return redirect("waitlist", idea.slug)  # at its top, where the message is seen


def shown(request: HttpRequest, idea: Idea, form: WaitlistForm | None = None) -> HttpResponse:
    context = {"idea": idea, "demand": demand_for(request, idea, form)}
    return render(request, "idea/waitlist.html", context, status=422 if form else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, because programs that check mails open links."""
    try:
        if request.method != "POST":
            return render(
                request, "idea/link.html", {"idea": waiting.row_of_link(token, CONFIRM).idea, "confirms": True}
            )
        idea = waiting.confirm(token)
    except Refused as refusal:
        return render(request, "idea/link.html", {"refused": str(refusal)}, status=410)
    messages.success(request, "You are on the list. Every mail says how to leave it.")
    return redirect("waitlist", idea.slug)


@csrf_exempt  # mail programs post here by themselves (RFC 8058), and the token says all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    try:
        if request.method != "POST":
            return render(request, "idea/link.html", {"idea": waiting.row_of_link(token, LEAVE).idea})
        idea = waiting.leave_by_link(token)
    except Refused:
        return render(request, "idea/link.html", {"refused": "The address is on this list no more."}, status=410)
    return render(request, "idea/link.html", {"idea": idea, "left": True})
