"""“Post this as an idea”: the rows become a draft, also of somebody who has to sign in or up first.

1. `post` carries the paste of somebody who is signed in. For a stranger it keeps the key in the session.
2. `AccountAdapter.post_login` calls `carry_remembered`, which makes the draft and leads to it.
"""

import time
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.prototypes.models import Paste
from evaluations.prototypes.pastes.carry import carry
from ideas.limits import TooManyDrafts
from marketplace.accounts.models import User

from .holder import own_paste

KEY = "pending_paste"  # in the session
KEPT_FOR = 60 * 60  # seconds; as long as the paste itself
GONE = "Your lines were deleted after an hour, before you had signed in. Paste them once more."


@require_POST
def post(request: HttpRequest, key: UUID) -> HttpResponse:
    paste = own_paste(request, key)
    if isinstance(request.user, User):
        return redirect(carried(request, request.user, paste))
    request.session[KEY] = {"key": str(key), "at": int(time.time())}
    messages.info(request, "Sign in or make an account, and your lines come along as the draft of an idea.")
    return redirect_to_login(reverse("pasted", args=[key]))


def carried(request: HttpRequest, person: User, paste: Paste) -> str:
    """The path of the new draft; or, where there is no room for one, that of the paste."""
    try:
        idea = carry(person, paste)
    except TooManyDrafts as trouble:
        messages.warning(request, str(trouble))
        return reverse("pasted", args=[paste.key])
    lines = len(paste.pairs)
    messages.success(request, f"Your {lines} lines are in this draft. Add a title and one sentence.")
    return reverse("submit-draft", args=[idea.slug])


def carry_remembered(request: HttpRequest, person: User) -> str | None:
    """Make the draft of the paste that waits. The path to go to, or None when no paste waits."""
    waiting = request.session.pop(KEY, None)
    if waiting is None or time.time() - waiting["at"] > KEPT_FOR:
        return None
    try:
        return carried(request, person, own_paste(request, UUID(waiting["key"])))
    except Http404:
        messages.warning(request, GONE)
        return reverse("paste")
