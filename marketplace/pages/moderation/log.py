"""`/moderation/log`: every act of the moderators, for everybody, without names, notes and what is hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ideas.models import ModerationAct
from marketplace.pages.people.profile import newest
from marketplace.pages.site.caching import cached_for_strangers


@require_safe
@cached_for_strangers
def log(request: HttpRequest) -> HttpResponse:
    """`?before=` continues below an id."""
    acts, more = newest(ModerationAct.objects.newest(), request)
    context = {"acts": acts, "next_url": f"?before={more}" if more else ""}
    return render(request, "moderation/log.html", context)
