"""`/scouts/`: people who backed Moments early, and how often they were right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.moments.credit import TIME
from evaluations.moments.models import Scout
from marketplace.pages.site.caching import cached_for_strangers

MAX_SCOUTS = 100


@require_safe
@cached_for_strangers
def scouts(request: HttpRequest) -> HttpResponse:
    return render(request, "people/scouts.html", {"scouts": Scout.objects.listed()[:MAX_SCOUTS], "days": TIME.days})
