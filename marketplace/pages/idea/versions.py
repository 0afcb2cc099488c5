"""The versions of an idea: every change, newest first, word by word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ideas import actions
from ideas.models import Idea, IdeaVersion, labelled
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest

from .changes import Changed, changed

CHANGES_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Change:
    """The change from version `number` to the next. `revised`: evidence from people began again. `gone`: one of the two
    versions, if its words were removed; then there is nothing to compare. `pk`: of version `number`."""

    number: int
    person: User
    when: datetime
    revised: bool
    fields: list[Changed]
    gone: IdeaVersion | None
    pk: int


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
    context = {
        "idea": idea,
        "changes": changes,
        "more": more,
        "latest": later is idea,
        "may_erase": idea.can_be_edited_by(request.user),
    }
    return render(request, "idea/versions.html", context)


def change(before: IdeaVersion, after: IdeaVersion | Idea) -> Change:
    gone = next((each for each in (before, after) if isinstance(each, IdeaVersion) and each.erased), None)
    fields = [] if gone else changed(words(before), words(after))
    revised = after.revision > before.revision
    return Change(before.number, before.replaced_by, before.replaced, revised, fields, gone, before.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Ask, then remove the words of an earlier version for ever. A moderator says why on the page of acts."""
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    version = get_object_or_404(IdeaVersion.objects.with_words(), idea=idea, number=number)
    if request.user.pk != idea.author_id:
        return redirect("act", "version", version.pk, "erase")
    if request.method != "POST":
        return render(request, "idea/erase_version.html", {"idea": idea, "version": version})
    actions.erase_version(request.user, version)
    messages.success(request, "The words of this version are removed for ever.")
    return redirect("versions", idea.slug)


def words(version: IdeaVersion | Idea) -> dict[str, Any]:
    return labelled(version.text_values)
