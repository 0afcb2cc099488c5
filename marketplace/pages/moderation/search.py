"""Search of people, ideas and comments for moderators: by words, state, age and network. Newest first."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ideas.models import Comment, Idea
from marketplace.accounts.models import User, hash_of
from marketplace.pages.people.profile import newest
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest
from marketplace.visitors import network_of

from .act import for_moderators
from .deeds import person_of, words_of
from .history import histories

KINDS = {"ideas": "Ideas", "comments": "Comments", "people": "People"}
STATES = {
    "": "Any state",
    "published": "Published; people in good standing",
    "hidden": "Hidden; people whose votes are not counted",
    "held": "Held; new people",
    "withdrawn": "Withdrawn, deleted or closed",
    "suspended": "Suspended, or by somebody who is",
}
AGES = {"": "Any age", "1": "Of the last day", "7": "Of the last 7 days", "30": "Of the last 30 days"}
HASH = re.compile(r"[0-9a-f]{32}")


class ModeratorSearchForm(forms.Form):
    kind = forms.ChoiceField(label="What", choices=[*KINDS.items()])
    q = TypedText(
        label="Words",
        max_length=200,
        required=False,
        help_text="Of a name, its beginning.",
    )
    state = forms.ChoiceField(label="State", choices=[*STATES.items()], required=False)
    days = forms.ChoiceField(label="Age", choices=[*AGES.items()], required=False)
    network = TypedText(
        label="Network",
        max_length=64,
        required=False,
        help_text="An address, or the hash of one as this site shows it. Kept for 30 days.",
    )

    def clean_network(self) -> str:
        """The hash; "" where no network is asked for."""
        typed: str = self.cleaned_data["network"].strip()
        if not typed or HASH.fullmatch(typed):
            return typed
        network = network_of(typed)
        if network == "unknown":
            raise forms.ValidationError("Give an address such as 192.0.2.1, or a hash of 32 digits and letters.")
        return hash_of(network)


@for_moderators
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """`?before=` continues below an id. An address of the network leaves the address bar and the history at once."""
    asked = "kind" in request.GET
    form = ModeratorSearchForm(request.GET if asked else None, initial={"kind": "ideas"})
    rows, more = [], None
    if form.is_valid() and form.cleaned_data["network"] != request.GET.get("network", "").strip():
        return redirect(f"{request.path}?{with_value(request, 'network', form.cleaned_data['network'])}")
    if form.is_valid():
        found, more = newest(found_by(form.cleaned_data), request)
        known = histories({person_of(each) for each in found})
        rows = [(each, words_of(each), known[person_of(each).pk]) for each in found]
    context = {"form": form, "kind": form.data.get("kind"), "rows": rows, "asked": asked, "next_url": ""}
    if more:
        context["next_url"] = f"?{with_value(request, 'before', str(more))}"
    return render(request, "moderation/search.html", context, status=422 if form.errors else 200)


def with_value(request: SignedInRequest, name: str, value: str) -> str:
    """The query of the request with another value for this name."""
    query = request.GET.copy()
    query[name] = value
    return query.urlencode()


def found_by(asked: dict[str, Any]) -> QuerySet[Any]:
    days = int(asked["days"]) if asked["days"] else None
    filters = {"words": asked["q"], "state": asked["state"], "days": days, "network": asked["network"]}
    if asked["kind"] == "people":
        return User.objects.sought(**filters)
    if asked["kind"] == "comments":
        return Comment.objects.sought(**filters).select_related("author", "idea")
    return Idea.objects.sought(**filters).select_related("author")
