"""Counting what lists show, outside their cache: a page that is served from it was shown as well."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from evaluations.moments.impressions import note
from evaluations.moments.models import Impressions
from ideas.models import Idea

View = Callable[..., HttpResponse]
SHOWN = "Overlooked-Shown"  # from the cached page to us; readers never get it


def shows(response: HttpResponse, ideas: Iterable[Idea]) -> HttpResponse:
    """Say which ideas the page has on it."""
    response[SHOWN] = ",".join(str(idea.pk) for idea in ideas)
    return response


def counted(view: View) -> View:
    """Count one impression of each idea that the view says it `shows`. It goes around `cached_for_strangers`."""

    @wraps(view)
    def serve(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        page = response.get(SHOWN, "")
        del response[SHOWN]
        if page and request.method == "GET":
            note(page)
        return response

    return serve


def seen_by_others(idea: Idea) -> dict[str, Any]:
    """For the idea's author: how often lists showed it, and votes for each hundred times; nothing before the first."""
    times = Impressions.objects.of(idea)
    return {"impressions": times, "votes_per_100": 100 * idea.votes / times if times else None}
