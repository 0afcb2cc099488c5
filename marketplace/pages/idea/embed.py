"""An idea on other sites: a small card in a frame, and a badge. Neither sets a cookie nor has a script."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

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
    """With what the best run did, even if the author chose another as the demo."""
    return render(request, "idea/card.html", {"idea": published_idea(slug)})


@require_safe
@cache_control(public=True, max_age=FRESH)
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    idea = published_idea(slug)
    count = idea.proof and idea.proof.count
    svg = drawn(idea.slices, moment=idea.is_moment, number=count.number if count else "")
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Access-Control-Allow-Origin": "*"})


def published_idea(slug: str) -> Idea:
    return get_object_or_404(Idea.objects.published().for_page(), slug=slug)
