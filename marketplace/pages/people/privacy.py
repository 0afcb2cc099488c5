"""The privacy settings of one's own account: a scout is named only by choice."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from marketplace.pages.site.requests import SignedInRequest


class PrivacyForm(forms.Form):
    named_scout = forms.BooleanField(
        label="Name me among the scouts",
        help_text="Your credit is then shown with your name at Scouts and on your page. It tells others that you"
        " voted for ideas, glanced right at them or gave them examples before they were Moments. Without it you are"
        " counted, and shown as a scout who is not named.",
        required=False,
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        form = PrivacyForm(initial={"named_scout": request.user.named_scout})
        return render(request, "people/privacy.html", {"form": form})
    form = PrivacyForm(request.POST)
    form.full_clean()
    request.user.name_as_scout(form.cleaned_data["named_scout"])
    messages.success(request, "You are named." if request.user.named_scout else "You are not named.")
    return redirect("privacy")
