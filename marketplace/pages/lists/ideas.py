"""The lists of ideas: hot, new, top, by tag, and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluations.moments.actions import draw
from evaluations.prototypes.scorers import PILED, has_piled_accents
from ideas.lists import PAGE, BadCursor, ListPage, page_of
from ideas.models import Idea, Tag, Vote
from ideas.orders import HOT, NEW, ORDERS, TOP, IdeaList
from ideas.search import TookTooLong
from marketplace.pages.site.caching import cached_for_strangers
from marketplace.search import Found
from marketplace.search import search as search_for

from .impressions import counted, shows

MAX_QUERY = 200
TOO_LONG = "This search took too long, so it was stopped. Try rarer words, or fewer."
EYES = (4, 13, 22)  # places on the front page, out of PAGE, for ideas that need eyes


@require_safe
@counted
@cached_for_strangers
def hot(request: HttpRequest) -> HttpResponse:
    """The front page. The best Moment leads it. Some places are for ideas that need eyes, drawn at random; the cursor
    does not count them."""
    return show(request, HOT, eyes=EYES, template="lists/home.html")


@require_safe
@counted
@cached_for_strangers
def new(request: HttpRequest) -> HttpResponse:
    return show(request, NEW)


@require_safe
@counted
@cached_for_strangers
def top(request: HttpRequest, window: str | None = None) -> HttpResponse:
    """Top of all time, or of the current calendar day, week, month or year."""
    if window is not None and window not in TOP.windows:
        raise Http404
    return show(request, TOP, window=window)


@require_safe
@counted
@cached_for_strangers
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The hot, new or top ideas with one tag. Its name, or its earlier address, leads to its address."""
    tag = Tag.objects.at(slug)
    if tag is None:
        raise Http404
    if tag.slug != slug:
        return redirect(f"{tag.get_absolute_url()}?{request.META['QUERY_STRING']}".rstrip("?"), permanent=True)
    name = request.GET.get("sort", HOT.name)
    if name not in ORDERS:
        raise Http404
    return show(request, ORDERS[name], tag=tag, orders=ORDERS)


def show(
    request: HttpRequest,
    shown: IdeaList,
    *,
    window: str | None = None,
    tag: Tag | None = None,
    eyes: Sequence[int] = (),
    template: str = "lists/list.html",
    **context: Any,
) -> HttpResponse:
    """One page of a list. A cursor of another list redirects to the first page."""
    try:
        page = page_of(shown.name, window=window, tag=tag, cursor=request.GET.get("cursor"), limit=PAGE - len(eyes))
    except BadCursor:
        return redirect(request.path)
    context |= {"list": shown, "window": window, "tag": tag, "next_url": next_url(request, page)}
    front = front_page(page.ideas, eyes, is_first="cursor" not in request.GET)
    context |= {"needing": front.needing, "lead": front.lead}
    response = render(request, template, context | cards(request, front.ideas, front.lead))
    return shows(response, [*([front.lead] if front.lead else []), *front.ideas])


@dataclass(frozen=True, slots=True)
class FrontPage:
    """`needing`: the ids of those `ideas` that were inserted because they need eyes. `lead`: not among the others."""

    ideas: list[Idea]
    needing: set[int]
    lead: Idea | None = None


def front_page(ideas: list[Idea], places: Sequence[int], *, is_first: bool) -> FrontPage:
    """The ideas with ideas that need eyes inserted at these places, and on the first page with one that leads."""
    if not places:
        return FrontPage(ideas, set())
    rows = draw(len(places), {idea.pk for idea in ideas}, with_lead=is_first)
    lead, drawn = (rows.lead.idea if rows.lead else None), [row.idea for row in rows.eyes]
    placed = [idea for idea in ideas if lead is None or idea.pk != lead.pk]
    for place, idea in zip(places, drawn, strict=False):
        placed.insert(place, idea)
    return FrontPage(placed, {idea.pk for idea in drawn}, lead)


def cards(request: HttpRequest, ideas: Sequence[Idea], lead: Idea | None = None) -> dict[str, Any]:
    """The context of `_card.html` for these ideas and this reader."""
    every = [*ideas, *([lead] if lead else [])]
    return {"ideas": ideas, "voted": Vote.objects.among(request.user, every)}


def next_url(request: HttpRequest, page: ListPage) -> str:
    if page.next_cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = page.next_cursor
    return f"{request.path}?{query.urlencode()}"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Ideas whose words or examples match, and the nearest in meaning. Without a model's vector, by words only."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUERY]
    trouble, status, found = "", 200, Found()
    if has_piled_accents(query):
        trouble, status = f"This {PILED}", 422
    elif query:
        try:
            found = search_for(query)
        except TookTooLong:
            trouble, status = TOO_LONG, 503
    context = {"query": query, "found": found, "trouble": trouble}
    return render(request, "lists/search.html", context | cards(request, found.ideas), status=status)
