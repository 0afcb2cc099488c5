"""The vote button. How a vote changes the ranking is told in `ideas.actions.votes`."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.requests import PageRequest, sent_from_our_page

from . import pending_vote


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: PageRequest, slug: str) -> HttpResponse:
    """Cast or withdraw a vote. Following a link casts none: any site could hold that link."""
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.method != "POST":
        return redirect(idea)
    if not isinstance(request.user, User):
        return redirect_to_login(idea.get_absolute_url())
    if request.POST.get("voted") == "0":
        actions.withdraw_vote(request.user, idea)
    else:
        actions.cast_vote(request.user, idea)
    if not request.htmx:
        actions.tally()  # the page they come back to must show what they just did
        return redirect(f"{way_back(request, idea)}#vote-{idea.pk}")
    idea.votes = idea.current_tally()
    voted = {idea.pk} if idea.voted_by(request.user) else set()
    context = {"idea": idea, "voted": voted, "wide": request.POST.get("wide")}
    return render(request, "components/_vote.html", context)


@csrf_exempt  # pages for strangers are the same for all of them, so they hold no token
@require_POST
def vote_after_signing_in(request: PageRequest, slug: str) -> HttpResponse:
    """The button of somebody who is not signed in: they are asked to, and the vote is cast on the way back.

    Only if the browser says that one of our own pages sent it; else another site could have it pressed."""
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.user.is_authenticated or not sent_from_our_page(request):
        return redirect_to_login(idea.get_absolute_url())
    pending_vote.remember(request, idea, way_back(request, idea))
    return redirect("account_login")


def way_back(request: HttpRequest, idea: Idea) -> str:
    """The page the button was on, if it is one of ours; else the idea's."""
    page = request.POST.get("next") or ""
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return page if ours else idea.get_absolute_url()
