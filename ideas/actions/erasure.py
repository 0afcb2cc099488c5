"""Words that leave the history of an idea for ever."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ideas.models import ActVerb, Because, IdeaVersion
from ideas.texts import LIST_TEXTS, VERSIONED
from marketplace.accounts.models import User

from .acts import check_may_act, record_act

LISTS = {text.name for text in LIST_TEXTS}
# What a version says of each text when its words are gone.
NOTHING: dict[str, Any] = {name: [] if name in LISTS else "" for name in VERSIONED} | {"tag_names": []}


@transaction.atomic
def erase_version(person: User, version: IdeaVersion) -> bool:
    """Erase the words of one's own earlier version; False if that was done before. Raises PermissionDenied."""
    if version.idea.author_id != person.pk:
        raise PermissionDenied
    return take_words(version, by_moderator=False)


@transaction.atomic
def erase_version_of_another(moderator: User, version: IdeaVersion, because: Because) -> bool:
    """The same by a moderator, with an act in the log. Raises PermissionDenied."""
    author = version.idea.author
    check_may_act(moderator, author)
    erased = take_words(version, by_moderator=True)
    if erased:
        number = {"version": str(version.number)}
        record_act(moderator, ActVerb.ERASE, author, because, before={}, after=number, idea=version.idea)
    return erased


def take_words(version: IdeaVersion, *, by_moderator: bool) -> bool:
    standing = IdeaVersion.objects.filter(pk=version.pk, erased__isnull=True)
    return bool(standing.update(erased=timezone.now(), erased_by_moderator=by_moderator, **NOTHING))
