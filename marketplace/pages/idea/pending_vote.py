"""A vote that waits in the session until its person has signed in or up.

1. `remember`: the vote button, pressed by a stranger, keeps what they meant and where they were.
2. allauth signs them in; Django keeps the session's content and changes its key.
3. `cast`: `AccountAdapter.post_login` casts the vote and sends them back to where they were.
"""

import time

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.models import Idea
from marketplace.accounts.models import User

KEY = "pending_vote"
MEANT_FOR = 60 * 60  # seconds; who signs in a day later for something else did not come to vote


def remember(request: HttpRequest, idea: Idea, back: str) -> None:
    """Keep the vote for when its person has signed in; `back` is the path of the page they are on."""
    messages.info(request, f"Sign in, and your vote for “{idea.title}” is cast.")
    request.session[KEY] = {"slug": idea.slug, "back": back, "at": int(time.time())}


def cast(request: HttpRequest, person: User) -> str | None:
    """Cast the vote that waits and say so. The path to go back to, or None when no vote waits."""
    waiting = request.session.pop(KEY, None)
    if waiting is None or time.time() - waiting["at"] > MEANT_FOR:
        return None
    try:
        idea = Idea.objects.published().get(slug=waiting["slug"])
        new = actions.cast_vote(person, idea)
        actions.tally()  # the page they come back to must show it
    except (Idea.DoesNotExist, NotOpen):
        messages.warning(request, "Your vote was not cast: the idea was withdrawn meanwhile.")
        return reverse("home")
    messages.success(request, f"You voted for “{idea.title}”." if new else f"You had voted for “{idea.title}” already.")
    return path_of_ours(request, waiting["back"]) or idea.get_absolute_url()


def path_of_ours(request: HttpRequest, address: str) -> str:
    """The address if it leads to this site, else nothing."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""
