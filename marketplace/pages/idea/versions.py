"""The versions of an idea: every change, newest first, word by word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ideas.models import Fit, Idea, IdeaVersion
from marketplace.accounts.models import User

from .changes import Changed, changed

CHANGES_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """The change from version `number` to the next. `revised`: evidence from people began again."""

    number: int
    person: User
    when: datetime
    revised: bool
    fields: list[Changed]


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    at = request.GET.get("at", "")
    newest = int(at) if at.isdecimal() and len(at) < 9 else 2**31 - 2
    found = list(idea.versions.up_to(newest + 1)[: CHANGES_A_PAGE + 2])
    # On a later page, the first row is the version after the first change shown.
    later = found.pop(0) if found and found[0].number > newest else idea
    shown = found[:CHANGES_A_PAGE]
    changes = [change(before, after) for before, after in zip(shown, [later, *shown], strict=False)]
    more = found[CHANGES_A_PAGE].number if len(found) > CHANGES_A_PAGE else None
    context = {"idea": idea, "changes": changes, "more": more, "latest": later is idea}
    return render(request, "idea/versions.html", context)


def change(before: IdeaVersion, after: IdeaVersion | Idea) -> Change:
    fields = changed(words(before), words(after))
    return Change(before.number, before.replaced_by, before.replaced, after.revision > before.revision, fields)


def words(version: IdeaVersion | Idea) -> dict[str, Any]:
    return version.text_values | {"fits": [Fit(fit).label for fit in version.fits]}
