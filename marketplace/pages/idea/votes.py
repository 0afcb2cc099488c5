"""The vote button, and a vote that waits until its person has signed in. `ideas.actions.votes` says how a vote ranks.

1. `vote` casts or withdraws the vote of somebody who is signed in.
2. `vote_after_signing_in` takes the vote of a stranger: `remember` keeps it and the page they were on in the session.
   allauth signs them in; Django keeps the content of the session and changes its key.
3. `AccountAdapter.post_login` calls `cast_remembered`, which casts the vote and leads back to that page.
"""

import time

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.requests import PageRequest, sent_from_our_page

KEY = "pending_vote"  # in the session
KEPT_FOR = 60 * 60  # seconds; whoever signs in a day later for something else did not come to vote


@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: PageRequest, slug: str) -> HttpResponse:
    """Following a link casts no vote: any site could hold that link."""
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
        actions.tally()  # the page they come back to must show the new number
        return redirect(f"{way_back(request, idea)}#vote-{idea.pk}")
    idea.votes = idea.current_tally()
    voted = {idea.pk} if idea.voted_by(request.user) else set()
    context = {"idea": idea, "voted": voted, "wide": request.POST.get("wide")}
    return render(request, "components/_vote.html", context)


@csrf_exempt  # pages for strangers are the same for all of them, so they hold no token
@require_POST
def vote_after_signing_in(request: PageRequest, slug: str) -> HttpResponse:
    """The button of a stranger: they sign in, and the vote is cast on the way back.

    The browser must say that one of our own pages sent the form; otherwise another site could send it."""
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.user.is_authenticated or not sent_from_our_page(request):
        return redirect_to_login(idea.get_absolute_url())
    remember(request, idea, way_back(request, idea))
    return redirect("account_login")


def way_back(request: HttpRequest, idea: Idea) -> str:
    """The page that the button was on, if it is one of ours; otherwise the idea's."""
    return path_of_ours(request, request.POST.get("next", "")) or idea.get_absolute_url()


def path_of_ours(request: HttpRequest, address: str) -> str:
    """The path if it leads to this site, else nothing. A word without a slash would be taken for the name of a view."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith("/") else ""


def remember(request: HttpRequest, idea: Idea, back: str) -> None:
    """Keep the vote until its person has signed in. `back`: the path of the page they are on."""
    messages.info(request, f"Sign in, and your vote for “{idea.title}” is cast.")
    request.session[KEY] = {"slug": idea.slug, "back": back, "at": int(time.time())}


def cast_remembered(request: HttpRequest, person: User) -> str | None:
    """Cast the vote that waits and say so. Return the path to go back to, or None when no vote waits."""
    waiting = request.session.pop(KEY, None)
    if waiting is None or time.time() - waiting["at"] > KEPT_FOR:
        return None
    try:
        idea = Idea.objects.published().get(slug=waiting["slug"])
        new = actions.cast_vote(person, idea)
        actions.tally()  # the page they come back to must show the new number
    except (Idea.DoesNotExist, NotOpen):
        messages.warning(request, "Your vote was not cast: the idea was withdrawn meanwhile.")
        return reverse("home")
    messages.success(request, f"You voted for “{idea.title}”." if new else f"You had voted for “{idea.title}” already.")
    return path_of_ours(request, waiting["back"]) or idea.get_absolute_url()
