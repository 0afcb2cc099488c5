"""Panels for their maker: invite one, copy its link, see what it says, close it. `game.seat` is what the link opens."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.panel import actions
from evaluations.panel.actions import Refused
from evaluations.panel.groups import STEP
from evaluations.panel.models import Challenge, InvitedPanel, voices_of
from evaluations.panel.models.invited_panel import LONGEST, MAX_IDEAS, MAX_SIZE, MIN_SIZE, NAME, USUAL, WHOM
from evaluations.panel.shares import MIN_SHOWN
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.links import absolute
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest

from .qr import qr_code

USUAL_SIZE = 40
TO_CHOOSE_FROM = 50  # of the maker's own ideas, the latest
LISTED = 50  # panels on the page, the latest


class PanelForm(forms.Form):
    name = TypedText(
        label="Name of the group",
        help_text="Shown on the pages of the ideas, beside what the group says. Name no single person.",
        max_length=NAME,
        error_messages={"required": "Give the group a name."},
    )
    whom = TypedText(label="Who they are", help_text="In a line.", max_length=WHOM, required=False)
    of_all_ideas = forms.BooleanField(label="All ideas of this site, instead of my own", required=False)
    ideas = forms.ModelMultipleChoiceField(
        Idea.objects.none(),
        label="What they look at",
        help_text=f"At most {MAX_IDEAS} of your ideas.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among your own published ideas."},
    )
    size = forms.IntegerField(
        label="How many may take part",
        min_value=MIN_SIZE,
        max_value=MAX_SIZE,
        initial=USUAL_SIZE,
        help_text=f"{MIN_SIZE} to {MAX_SIZE}. Whoever comes later is told that it is full.",
    )
    days = forms.IntegerField(
        label="For how many days",
        min_value=1,
        max_value=LONGEST.days,
        initial=USUAL.days,
        help_text=f"1 to {LONGEST.days}. You can close it earlier.",
    )

    def __init__(self, maker: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Idea.objects.published().by(maker).order_by("-pk")
        choice: Any = self.fields["ideas"]
        choice.queryset = own.filter(pk__in=own.values("pk")[:TO_CHOOSE_FROM])
        choice.label_from_instance = lambda idea: idea.title
        if not maker.moderates:
            del self.fields["of_all_ideas"]

    def invite(self, maker: User) -> InvitedPanel | None:
        """The panel; None where it is refused, and the form says why."""
        said = self.cleaned_data
        try:
            return actions.invite_panel(
                maker,
                name=said["name"],
                whom=said["whom"],
                size=said["size"],
                ends=timezone.now() + timedelta(days=said["days"]),
                ideas=list(said["ideas"]),
                of_all_ideas=said.get("of_all_ideas", False),
            )
        except (Refused, DailyLimit) as refusal:
            self.add_error(None, str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def panels(request: SignedInRequest, typed: QueryDict | None) -> HttpResponse:
    """The maker's panels, and a form for one more."""
    if request.method != "POST":
        return listed(request, PanelForm(request.user, initial=said_again(typed) if typed else None))
    form = PanelForm(request.user, request.POST)
    panel = form.invite(request.user) if form.is_valid() else None
    if panel is None:
        return listed(request, form)
    forget(request)
    messages.success(request, "The panel is open. Send its link to the group.")
    return redirect(panel)


def said_again(typed: QueryDict) -> dict[str, Any]:
    """What was typed before the form was refused. A list of ideas is one by its numbers alone."""
    ideas = [number for number in typed.getlist("ideas") if number.isdecimal()]
    return typed.dict() | {"ideas": ideas}


def listed(request: SignedInRequest, form: PanelForm) -> HttpResponse:
    rows = InvitedPanel.objects.by(request.user).newest()[:LISTED]
    context = {"form": form, "panels": rows, "has_ideas": form.fields["ideas"].queryset.exists()}  # type: ignore[attr-defined]  # it is a field with a queryset
    return render(request, "glance/panels.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """For its maker and for moderators: the link, how many came, and what they say."""
    found = get_object_or_404(seen_by(request.user), pk=pk)
    voices = voices_of(found)
    titles = titles_of(voice.idea for voice in voices)
    link = absolute(found.invitation)
    context = {
        "panel": found,
        "link": link,
        "qr_code": qr_code(link),
        "seats": Challenge.everything.filter(panel=found).seats(),
        "voices": [(titles[voice.idea], voice) for voice in voices if voice.idea in titles],
        "least": MIN_SHOWN,
        "step": STEP,
        "is_mine": found.maker_id == request.user.pk,
    }
    return render(request, "glance/panel.html", context)


def titles_of(ideas: Iterable[int]) -> dict[int, Idea]:
    return Idea.objects.published().only("pk", "title", "slug").in_bulk(list(ideas))


def seen_by(person: User) -> Any:
    everybodys = InvitedPanel.objects.select_related("maker")
    return everybodys if person.moderates else everybodys.by(person)


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(InvitedPanel.objects.by(request.user), pk=pk)
    if actions.close_panel(found):
        messages.success(request, "The panel is closed. What it said stays.")
    return redirect(found)
