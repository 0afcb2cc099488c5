"""A person's page: ideas and comments for everybody; votes and drafts for the person alone."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from evaluations.moments.models import Scout
from ideas.models import Comment, Idea, Vote
from marketplace.accounts.models import User
from marketplace.pages.site.fields import whole_number

A_PAGE = 30

AnyModel = TypeVar("AnyModel", bound=Model)


@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """One tab: ideas, comments or, on one's own page, votes. `?before=` continues below an id."""
    person = User.objects.active().named(name)
    if person is None:
        # Only for now: the person may take the former name again.
        return redirect(get_object_or_404(User.objects.active().formerly(name)))
    if person.username != name:
        return redirect(person, permanent=True)
    own = request.user == person
    tab = request.GET.get("tab", "ideas")
    if tab not in TABS or (tab == "votes" and not own):
        raise Http404
    context = {
        "person": person,
        "own": own,
        "tab": tab,
        "tabs": [name for name in TABS if own or name != "votes"],
        "scout": Scout.objects.of(person) if own or person.named_scout else None,
        **TABS[tab](request, person),
    }
    return render(request, f"people/{tab}.html", context)


def ideas(request: HttpRequest, person: User) -> dict[str, Any]:
    rows = Idea.objects.by(person).visible_to(request.user).posted().for_cards()
    page, more = newest(rows, request)
    drafts = Idea.objects.drafts_of(person)[:A_PAGE] if request.user == person else []
    return {
        "ideas": page,
        "drafts": drafts,
        "voted": Vote.objects.among(request.user, page),
        "next_url": next_url(more),
    }


def comments(request: HttpRequest, person: User) -> dict[str, Any]:
    rows = Comment.objects.by(person).standing().on_published_ideas()
    page, more = newest(rows, request)
    return {"comments": page, "next_url": next_url(more, "comments")}


def votes(request: HttpRequest, person: User) -> dict[str, Any]:
    votes, more = newest(Vote.objects.of(person).for_published_ideas(), request)
    cards = Idea.objects.for_cards().in_bulk([vote.idea_id for vote in votes])
    shown = [cards[vote.idea_id] for vote in votes]
    return {"ideas": shown, "voted": set(cards), "next_url": next_url(more, "votes")}


def newest(rows: QuerySet[AnyModel], request: HttpRequest) -> tuple[list[AnyModel], int | None]:
    """A page of rows below the id `?before=`, newest first, and the id to continue from. One index scan."""
    before = whole_number(request.GET.get("before", ""), digits=18)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: A_PAGE + 1])
    return page[:A_PAGE], page[A_PAGE - 1].pk if len(page) > A_PAGE else None


def next_url(more: int | None, tab: str = "ideas") -> str:
    """The address of the tab's next page, relative to this one."""
    return f"?tab={tab}&before={more}" if more else ""


TABS: dict[str, Callable[[HttpRequest, User], dict[str, Any]]] = {"ideas": ideas, "comments": comments, "votes": votes}
