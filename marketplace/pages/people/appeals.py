"""An appeal against an act of a moderator, by the person concerned. It stays open to who is suspended."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions
from evaluations.panel.actions import Refused
from ideas.models import ModerationAct
from ideas.models.act import MAX_NOTE
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest


class AppealForm(forms.Form):
    text = TypedText(
        label="Why should it be undone",
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why."},
        help_text="You can appeal once against each decision. Moderators read it, and nobody else.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(ModerationAct.objects.about(request.user).newest(), pk=pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.appeal(request.user, act, form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your appeal is kept. A moderator decides, and the answer is shown here.")
            return redirect("standing")
    return render(request, "people/appeal.html", {"act": act, "form": form}, status=422 if form.errors else 200)
