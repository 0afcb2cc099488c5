"""Finding and saving one's own drafts. Somebody else's draft is a 404."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import get_random_string

from ideas import actions
from ideas.models import Idea
from ideas.texts import BY_NAME
from marketplace.accounts.models import User

from .forms import IdeaForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

SLUG = re.compile(r"draft-[a-z0-9]{12}")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_draft(author: User) -> Idea:
    """An unsaved draft. Its address is fixed already, so that sending it twice makes one draft."""
    return Idea(author=author, slug=f"draft-{get_random_string(12, LETTERS)}")


def draft_at(author: User, slug: str) -> Idea:
    """The author's draft at this address, or an unsaved one. Raises Http404 for an address of no draft."""
    found = drafts_of(author).in_bulk([slug], field_name="slug").get(slug)
    if found is None and not SLUG.fullmatch(slug):
        raise Http404
    return found or Idea(author=author, slug=slug)


def own_draft(author: User, slug: str) -> Idea:
    return get_object_or_404(drafts_of(author), slug=slug)


def drafts_of(author: User) -> "QuerySet[Idea]":
    return Idea.objects.drafts_of(author).for_page()


class NothingToKeep(Exception):
    """The form holds nothing that could begin a draft."""


def keep_draft(author: User, idea: Idea, form: IdeaForm, seen: int) -> Idea:
    """Save the valid fields of the form, which began from the draft as saved `seen` times; the others stay as they
    were. What is stored already is fine, too: somebody clicked twice.

    Raises NothingToKeep, TooManyDrafts, Overtaken, Http404."""
    if idea.pk is None and not any(form.cleaned_data.values()):
        raise NothingToKeep("There is nothing to keep yet. Give at least a title.")
    words, tags = form.cleaned_data, form.tags_or(idea.tag_names)
    try:
        return actions.save_draft(author, words, tags, idea, seen=seen)
    except IntegrityError:  # sent twice at once: the other request made the draft; or it is somebody else's
        stored = own_draft(author, idea.slug)
    except actions.Overtaken:
        stored = draft_at(author, idea.slug)
    if stored.pk and not unlike(stored, words):
        return stored
    raise actions.Overtaken


def unlike(idea: Idea, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and text of what the idea says otherwise than `words`, in the order of the form."""
    stored = idea.text_values
    return [(BY_NAME[name].label, in_one(stored[name])) for name in words if words[name] != stored[name]]


def in_one(text: str | list[str]) -> str:
    return text if isinstance(text, str) else ", ".join(text)
