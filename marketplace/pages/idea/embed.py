"""An idea on other sites: a small card in a frame, and a badge. Neither sets a cookie nor has a script."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from evaluations.prototypes.models import ExampleRevision, Run, demo_of
from ideas.badge import badge as drawn
from ideas.models import Idea

FRESH = 300  # seconds
CARD_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


@require_safe
@cache_control(public=True, max_age=FRESH)
@xframe_options_exempt
@csp(CARD_POLICY)  # type: ignore[arg-type]  # its types know no view with an address
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """With the numbers of the best run, even if the author chose another as the demo; without one, of the demo."""
    idea = published_idea(slug)
    run = Run.objects.best_of([idea]).get(idea.pk) or demo_of(idea)
    latest = ExampleRevision.objects.latest_of(idea)
    return render(request, "idea/card.html", {"idea": idea, "run": run, "latest_revision": latest})


@require_safe
@cache_control(public=True, max_age=FRESH)
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    idea = published_idea(slug)
    svg = drawn(idea.slices, moment=idea.is_moment)
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Access-Control-Allow-Origin": "*"})


def published_idea(slug: str) -> Idea:
    return get_object_or_404(Idea.objects.published().for_page(), slug=slug)
