"""What somebody says they know: at most three fields of work, for the numbers of those whom an idea is for."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions
from evaluations.panel.models import KnownFields
from evaluations.panel.models.known_fields import COUNTS_AFTER, MAX_FIELDS
from evaluations.panel.shares import MIN_SHOWN
from ideas.models import WorkField
from marketplace.pages.site.requests import SignedInRequest

KEPT = "Thank you. It counts for the cards that come from now on."
LATER = "Kept. What is new counts from {day} on."
NOTHING = "Kept: you say nothing. We do not ask again."


class WorkForm(forms.Form):
    fields_of_work = forms.MultipleChoiceField(
        label="What do you know from work?",
        help_text=f"At most {MAX_FIELDS}: what you do now, or did for years.",
        choices=WorkField.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_fields_of_work(self) -> list[str]:
        chosen = list(dict.fromkeys(self.cleaned_data["fields_of_work"]))
        if len(chosen) > MAX_FIELDS:
            raise forms.ValidationError(f"These are {len(chosen)}; the most is {MAX_FIELDS}. Leave some out.")
        return chosen


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: SignedInRequest) -> HttpResponse:
    """`from=glance`: asked there, and back there afterwards; `do=nothing`: they would rather not say."""
    said = KnownFields.objects.filter(person=request.user).first()
    from_glance = request.POST.get("from") == "glance"
    if request.method != "POST":
        return show(request, WorkForm(initial={"fields_of_work": said.fields if said else []}), said)
    form = WorkForm({} if request.POST.get("do") == "nothing" else request.POST)
    if not form.is_valid():
        return show(request, form, said, from_glance=from_glance)
    kept = actions.say_fields(request.user, form.cleaned_data["fields_of_work"])
    messages.success(request, words_for(kept))
    return redirect("glance" if from_glance else "work")


def words_for(kept: KnownFields) -> str:
    if not kept.fields:
        return NOTHING
    return KEPT if kept.counts_from <= kept.changed else LATER.format(day=f"{kept.counts_from:%-d %B %Y}")


def show(
    request: SignedInRequest, form: WorkForm, said: KnownFields | None, *, from_glance: bool = False
) -> HttpResponse:
    later = said if said and said.fields and said.counts_from > said.changed else None
    context: dict[str, Any] = {"form": form, "later": later, "from_glance": from_glance}
    context |= {"days": COUNTS_AFTER.days, "least": MIN_SHOWN}
    return render(request, "people/work.html", context, status=422 if form.errors else 200)
