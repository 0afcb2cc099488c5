"""Who may act as a moderator, and the row that every act leaves. Each verb calls both within its transaction."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ideas.models import ActVerb, Because, Idea, ModerationAct
from ideas.models.act import TARGETS, ActReason
from marketplace.accounts.models import User

OWN = "This concerns you, so another moderator must decide about it."
NOT_ONE = "Only moderators can do this."
NEEDS_FACTOR = "Moderators here need a second factor. Set one up in your account first."
UPKEEP = Because(ActReason.UPKEEP)


def check_may_act(moderator: User, person: User) -> None:
    """`person`: whose thing it is. Raises PermissionDenied for who is no moderator or lacks a second factor that
    the operator asks for, and about what is one's own."""
    if not moderator.moderates:
        raise PermissionDenied(NOT_ONE)
    if moderator.lacks_second_factor:
        raise PermissionDenied(NEEDS_FACTOR)
    if moderator.pk == person.pk:
        raise PermissionDenied(OWN)


@transaction.atomic
def record_act(
    moderator: User,
    verb: ActVerb,
    person: User,
    because: Because,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    **about: Any,
) -> ModerationAct:
    """Write the act. `about`: the idea, comment, claim, stance or panel by its column; none if about the person."""
    check_may_act(moderator, person)
    kind = next((name for name in TARGETS if name in about), "person")
    return ModerationAct.objects.create(
        moderator=moderator,
        verb=verb,
        kind=kind,
        person=person,
        reason=because.reason,
        note=because.note,
        before=before,
        after=after,
        **about,
    )


def record_upkeep(person: User, idea: Idea, did: str) -> None:
    """A moderator changed somebody else's idea without hiding anything; nothing is written about one's own idea."""
    if person.pk != idea.author_id:
        record_act(person, ActVerb.CHANGE, idea.author, UPKEEP, before={}, after={"did": did}, idea=idea)
