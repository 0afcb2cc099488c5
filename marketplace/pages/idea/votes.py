"""The vote button. How a vote changes the ranking is told in `ideas.actions.votes`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.requests import PageRequest

from . import pending_vote


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: PageRequest, slug: str) -> HttpResponse:
    """Cast or withdraw a vote; who is not signed in is asked to, and the vote is cast on the way back."""
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    back = way_back(request, idea)
    if not isinstance(request.user, User):
        pending_vote.remember(request, idea, back)
        return redirect("account_login")
    if request.method != "POST":
        return redirect(back)
    if request.POST.get("voted") == "0":
        actions.withdraw_vote(request.user, idea)
    else:
        actions.cast_vote(request.user, idea)
    if not request.htmx:
        actions.tally()  # the page they come back to must show what they just did
        return redirect(f"{back}#vote-{idea.pk}")
    idea.votes = idea.current_tally()
    voted = {idea.pk} if idea.voted_by(request.user) else set()
    context = {"idea": idea, "voted": voted, "wide": request.POST.get("wide")}
    return render(request, "components/_vote.html", context)


def way_back(request: HttpRequest, idea: Idea) -> str:
    """The page the button was on, if it is one of ours; else the idea's."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return page if ours else idea.get_absolute_url()
