"""Many acts at once: what was ticked, what is to be done with it, and one reason for all. Each act has its own row, and
one that is refused does not stop the others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from evaluations.panel import actions as panel
from evaluations.panel.actions import Refused
from ideas.models import Because
from ideas.models.act import ActReason
from marketplace.accounts.models import User
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.requests import SignedInRequest

from .act import NOTHING
from .deeds import DEEDS, person_of, things
from .forms import TERMS, SuspendForm

MAX_CHOSEN = 200  # things in one form
DO = {
    "hide": "Hide them",
    "suspend": "Hide them and suspend their authors",
    "all": "Hide everything their authors posted, and suspend the authors",
    "keep": "Keep them: they keep to the rules",
}


class BulkForm(SuspendForm):
    offers: ClassVar[Mapping[str, str]] = DO
    do = forms.ChoiceField(
        label="With all that is ticked",
        initial="hide",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do."},
    )
    days = forms.ChoiceField(label="Suspend for how long", choices=[*TERMS.items()], required=False, initial="7")
    field_order = ["do", "reason", "days", "note"]

    def __init__(self, sent: QueryDict | None = None, **options: Any) -> None:
        if sent is not None and sent.get("do") == "keep":
            sent = sent.copy()
            sent["reason"] = ActReason.FINE
        super().__init__(sent, **options)
        self.fields["do"].choices = [*self.offers.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["reason"].help_text = "The public log shows it. What is kept keeps to the rules."
        self.chosen = keys_in(sent.getlist("chosen")) if sent is not None else []

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error(None, "Tick at least one.")
        return super().clean()

    @property
    def ticked(self) -> set[str]:
        """As the boxes name them, to show the form again."""
        return {f"{kind}-{pk}" for kind, pk in self.chosen}


class PostsForm(BulkForm):
    """What is ticked are posts of one person, shown or hidden."""

    offers = DO | {"show": "Show them again"}


class PeopleForm(BulkForm):
    """What is ticked are people."""

    offers: ClassVar[Mapping[str, str]] = {
        "hide": "Hide everything they posted",
        "all": "Hide everything they posted, and suspend them",
    }


def keys_in(values: Iterable[str]) -> list[tuple[str, int]]:
    """(kind, id) of each value such as `idea-12`; others are left out."""
    parts = (value.partition("-") for value in list(values)[:MAX_CHOSEN])
    kinds = {kind for kind, verb in DEEDS if verb in ("hide", "suspend")}
    numbers = ((kind, whole_number(number, digits=18)) for kind, _, number in parts if kind in kinds)
    return [(kind, number) for kind, number in numbers if number is not None]


def chosen_things(keys: Sequence[tuple[str, int]]) -> list[tuple[str, Any]]:
    """(kind, thing) for those that exist; one query for each kind."""
    found = []
    for kind, rows in things().items():
        numbers = [pk for each, pk in keys if each == kind]
        found += [(kind, thing) for thing in rows.filter(pk__in=numbers).order_by("pk")] if numbers else []
    return found


def act_on_all(request: SignedInRequest, form: BulkForm) -> None:
    """Do it, and say what was done and what was refused."""
    do, because, chosen = form.cleaned_data["do"], form.because, chosen_things(form.chosen)
    done, refused = 0, set[str]()
    verb = do if do in ("keep", "show") else "hide"
    for kind, thing in chosen:
        if deed := DEEDS.get((kind, verb)):
            done += tried(refused, deed.act, request.user, thing, because)
        elif kind == "person" and do == "hide":
            done += tried(refused, panel.hide_all_of, request.user, thing, because)
    if do in ("suspend", "all"):
        people = {person_of(thing) for _, thing in chosen}
        for person in sorted(people, key=lambda each: each.pk):
            done += clean_up(refused, request.user, person, because, everything=do == "all")
    for why in sorted(refused):
        messages.error(request, why)
    if done:
        messages.success(request, f"{done} act{'' if done == 1 else 's'} done. The log shows each.")
    elif not refused:
        messages.warning(request, NOTHING)


def clean_up(refused: set[str], moderator: User, person: User, because: Because, *, everything: bool) -> int:
    """Suspend the person, and hide all that they posted; how many acts."""
    done = tried(refused, panel.suspend, moderator, person, because)
    return done + (tried(refused, panel.hide_all_of, moderator, person, because) if everything else 0)


def tried(refused: set[str], act: Any, *arguments: Any) -> int:
    try:
        return int(act(*arguments))
    except (Refused, PermissionDenied) as refusal:
        refused.add(str(refusal))
        return 0
