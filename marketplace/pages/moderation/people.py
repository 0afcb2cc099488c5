"""One person as moderators see them: the history, all that they posted, what was decided, and the verbs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ideas.models import ModerationAct, Suspension
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .bulk import PostsForm, act_on_all
from .deeds import things, words_of
from .history import histories

A_PAGE = 50  # of each kind
ACTS = 30


@dataclass(frozen=True, slots=True)
class PostedThing:
    kind: str
    thing: Any

    @property
    def key(self) -> str:
        """What its box sends."""
        return f"{self.kind}-{self.thing.pk}"

    @property
    def words(self) -> str:
        return words_of(self.thing)

    @property
    def address(self) -> str:
        address: str = (self.thing.claim if self.kind == "stance" else self.thing).get_absolute_url()
        return address


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, name: str) -> HttpResponse:
    """The latest A_PAGE of each kind of post; hiding everything reaches all."""
    somebody = get_object_or_404(User, username__iexact=name, left=None)
    form = PostsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act_on_all(request, form)
        return redirect("moderation-person", somebody.username)
    acts = ModerationAct.objects.about(somebody).newest().select_related("moderator", "appeal")
    context = {
        "person": somebody,
        "history": histories([somebody])[somebody.pk],
        "suspension": Suspension.objects.of(somebody),
        "posts": posts_of(somebody),
        "acts": list(acts[:ACTS]),
        "form": form,
        "ticked": form.ticked,
    }
    return render(request, "moderation/person.html", context, status=422 if form.errors else 200)


def posts_of(somebody: User) -> list[PostedThing]:
    """The latest of each kind, in a query for each."""
    return [PostedThing(kind, thing) for kind, rows in written_by(somebody).items() for thing in rows[:A_PAGE]]


def written_by(somebody: User) -> dict[str, QuerySet[Any]]:
    who = {"idea": "author", "comment": "author", "claim": "person", "stance": "person", "panel": "maker"}
    return {kind: things()[kind].filter(**{column: somebody}).order_by("-pk") for kind, column in who.items()}
