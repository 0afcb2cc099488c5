"""Count impressions outside the cache of lists: a page served from the cache was shown, too."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from evaluations.moments.impressions import note
from evaluations.moments.models import Impressions
from ideas.models import Idea

View = Callable[..., HttpResponse]
SHOWN = "Overlooked-Shown"  # a header of the cached page; it is removed before the answer is sent


def shows(response: HttpResponse, ideas: Iterable[Idea]) -> HttpResponse:
    """Note in the response which ideas the page shows."""
    response[SHOWN] = ",".join(str(idea.pk) for idea in ideas)
    return response


def counted(view: View) -> View:
    """Count one impression of each idea that the view `shows`. Decorate outside `cached_for_strangers`."""

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
    """For the author of the idea: its impressions, and its votes per hundred impressions; None before the first."""
    times = Impressions.objects.of(idea)
    return {"impressions": times, "votes_per_100": 100 * idea.votes / times if times else None}
