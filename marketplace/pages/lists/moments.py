"""`/moments`: ideas whose five answers clear, and the nearest misses. `/discover`: ideas that need eyes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluations.moments import lists
from evaluations.moments.lists import ScorePage
from evaluations.moments.models import Certificate
from evaluations.moments.score import A_DAY
from ideas.lists import BadCursor
from ideas.models import Idea, Vote
from marketplace.pages.site.caching import cached_for_strangers

from .impressions import counted, shows

FEW = 10  # near misses, and lost Moments, on the first page


@require_safe
@counted
@cached_for_strangers
def moments(request: HttpRequest) -> HttpResponse:
    """Certified ideas by score, then the nearest misses; `?near=` pages through the misses only."""
    near = request.GET.get("near")
    try:
        certified = ScorePage([], None) if near else lists.moments(request.GET.get("cursor"))
        misses = lists.near_misses(near) if near else lists.near_misses(limit=FEW)
    except BadCursor:
        return redirect(request.path)
    context = {
        "list": lists.MOMENTS,
        "certified": certified.rows,
        "misses": misses.rows,
        "lost": [] if near else Certificate.objects.lately_lost(FEW),
        "next_url": after("cursor", certified),
        "near_url": after("near", misses),
        "only_near": bool(near),
        "hours": A_DAY.total_seconds() / 3600,
    }
    ideas = certified.ideas + misses.ideas
    return shows(render(request, "lists/moments.html", context | voted(request, ideas)), ideas)


@require_safe
@counted
@cached_for_strangers
def discover(request: HttpRequest) -> HttpResponse:
    """Ideas that lack glances, the nearest to a Moment first."""
    try:
        page = lists.needing_eyes(request.GET.get("cursor"))
    except BadCursor:
        return redirect(request.path)
    context = {"list": lists.DISCOVER, "rows": page.rows, "next_url": after("cursor", page)}
    return shows(render(request, "lists/discover.html", context | voted(request, page.ideas)), page.ideas)


def after(name: str, page: ScorePage) -> str:
    """The address of the next page, relative to this one."""
    return f"?{name}={page.next_cursor}" if page.next_cursor else ""


def voted(request: HttpRequest, ideas: list[Idea]) -> dict[str, Any]:
    return {"voted": Vote.objects.among(request.user, ideas)}
