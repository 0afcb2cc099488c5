"""The author challenges the strangers' set of their idea; a moderator reads its rows and decides."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.models import StrangersChallenge, StrangersExample
from evaluations.prototypes.models.strangers import MAX_REASON
from evaluations.prototypes.strangers.challenge import NothingToChallenge, challenge, decide_challenge
from ideas.models import Idea
from marketplace.pages.moderation.act import NOTHING, for_moderators, status_of
from marketplace.pages.moderation.forms import ActForm
from marketplace.pages.site.fields import TypedText, whole_number
from marketplace.pages.site.requests import SignedInRequest

MAX_ROWS = 200  # shown at once, the newest


class ChallengeForm(forms.Form):
    reason = TypedText(
        label="What makes you think that the set is wrong?",
        max_length=MAX_REASON,
        help_text="Moderators read it. They see the examples, you do not.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is wrong."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def challenge_set(request: SignedInRequest, slug: str) -> HttpResponse:
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.user.pk != idea.author_id:
        raise PermissionDenied
    form = ChallengeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            challenge(request.user, idea, form.cleaned_data["reason"])
        except NothingToChallenge as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "A moderator will read the examples.")
            return redirect("strangers", idea.slug)
    context = {"idea": idea, "form": form}
    return render(request, "strangers/challenge.html", context, status=422 if form.errors else 200)


@for_moderators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows of a challenged set with what judges answered; those that are ticked are taken out."""
    challenged = get_object_or_404(StrangersChallenge.objects.for_desk(), pk=pk)
    if request.user.pk == challenged.idea.author_id:
        raise PermissionDenied
    form = ActForm(request.POST if request.method == "POST" else None)
    sent = [whole_number(key, digits=18) for key in request.POST.getlist("chosen")]
    chosen = [key for key in sent if key is not None]
    if form.is_valid():
        try:
            done = decide_challenge(request.user, challenged, chosen, form.because)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            (messages.success if done else messages.warning)(request, "It is decided." if done else NOTHING)
            return redirect("desk")
    rows = StrangersExample.objects.of_idea(challenged.idea).not_removed()
    context = {
        "challenged": challenged,
        "rows": rows.select_related("giver").prefetch_related("verdicts").order_by("-pk")[:MAX_ROWS],
        "form": form,
        "chosen": chosen,
    }
    return render(request, "strangers/decide.html", context, status=status_of(form))
