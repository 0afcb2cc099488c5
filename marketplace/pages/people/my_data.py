"""All data of one's own account as one file, behind the password of the last minutes."""

import math
from time import time

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from marketplace.pages.site.requests import SignedInRequest
from marketplace.personal_data.download import document_of
from marketplace.rates import count

from .leaving import say_choose_a_password

FILES, WINDOW = 3, 3_600  # files in so many seconds, of one account
TOO_OFTEN = f"An account can download its data {FILES} times in an hour."


@login_required
@never_cache
@require_safe
def my_data(request: SignedInRequest) -> HttpResponse:
    return render(request, "people/my_data.html", {"files": FILES})


@login_required
@never_cache
@require_POST
def download(request: SignedInRequest) -> HttpResponseBase:
    """An account without any way to sign in again chooses a password first."""
    if not get_adapter().get_reauthentication_methods(request.user):
        return say_choose_a_password(request)
    answer: HttpResponseBase = reauthentication_required(send)(request)
    return answer


def send(request: SignedInRequest) -> HttpResponseBase:
    now = int(time())
    if count(f"my-data:{request.user.pk}:{now // WINDOW}", window=WINDOW) > FILES:
        minutes = math.ceil((WINDOW - now % WINDOW) / 60)
        wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
        refused = render(request, "429.html", {"reason": TOO_OFTEN, "wait": wait}, status=429)
        refused["Retry-After"] = str(WINDOW - now % WINDOW)
        return refused
    response = StreamingHttpResponse(document_of(request.user), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="overlooked-{request.user.username}.json"'
    return response
