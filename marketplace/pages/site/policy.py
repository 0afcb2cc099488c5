"""`/privacy`: what is kept of people and of visitors, for how long and why, from the list that the download reads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.personal_data.tables import GROUPS


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"groups": GROUPS, "contact": settings.DEFAULT_FROM_EMAIL})
