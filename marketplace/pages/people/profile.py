"""What somebody did here: ideas and comments for all to see, votes and drafts for oneself alone."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from evaluations.moments.models import Scout
from ideas.models import Comment, Idea, Vote
from marketplace.accounts.models import User

from .paging import newest

A_PAGE = 30


@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """One tab of a person's page: ideas, comments or, for oneself, votes; `?before=` goes on from an id."""
    person = get_object_or_404(User.objects.active(), username__iexact=name)
    if person.username != name:
        return redirect(person, permanent=True)
    own = request.user == person
    tab = request.GET.get("tab", "ideas")
    if tab not in TABS or (tab == "votes" and not own):
        raise Http404
    context = {"person": person, "own": own, "tab": tab, "tabs": [name for name in TABS if own or name != "votes"]}
    context["scout"] = Scout.objects.of(person) if own or person.named_scout else None
    return render(request, f"people/{tab}.html", context | TABS[tab](request, person))


def ideas(request: HttpRequest, person: User) -> dict[str, Any]:
    rows = Idea.objects.by(person).visible_to(request.user).posted().for_cards()
    page, more = newest(rows, before(request), A_PAGE)
    drafts = Idea.objects.drafts_of(person)[:A_PAGE] if request.user == person else []
    return {"ideas": page, "drafts": drafts, "voted": Vote.objects.among(request.user, page), "next_url": on(more)}


def comments(request: HttpRequest, person: User) -> dict[str, Any]:
    rows = Comment.objects.by(person).standing().on_published_ideas()
    page, more = newest(rows, before(request), A_PAGE)
    return {"comments": page, "next_url": on(more, "comments")}


def votes(request: HttpRequest, person: User) -> dict[str, Any]:
    votes, more = newest(Vote.objects.of(person).for_published_ideas(), before(request), A_PAGE)
    cards = Idea.objects.for_cards().in_bulk([vote.idea_id for vote in votes])
    shown = [cards[vote.idea_id] for vote in votes]
    return {"ideas": shown, "voted": set(cards), "next_url": on(more, "votes")}


def before(request: HttpRequest) -> str:
    return request.GET.get("before", "")


def on(more: int | None, tab: str = "ideas") -> str:
    """The address of the tab's next page, relative to this one."""
    return f"?tab={tab}&before={more}" if more else ""


TABS: dict[str, Callable[[HttpRequest, User], dict[str, Any]]] = {"ideas": ideas, "comments": comments, "votes": votes}
