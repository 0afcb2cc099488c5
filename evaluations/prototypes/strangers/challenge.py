"""The author of an idea challenges its strangers' set, and a moderator decides.

The author does not see the rows and can decline none. A moderator reads them all and takes out those that are wrong."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from evaluations.prototypes.models import (
    StrangersChallenge,
    StrangersExample,
    StrangersState,
    StrangersVerdict,
)
from ideas.actions.acts import OWN, check_may_act, record_act
from ideas.models import ActVerb, Because, Idea
from marketplace.accounts.models import User

from .settle import renew, settle

NOTHING_YET = "Nobody has given an example yet, so there is nothing to challenge."
WAITS = "Your challenge waits for a moderator already."


class NothingToChallenge(ValueError):
    """The set cannot be challenged now; the message says why."""


@transaction.atomic
def challenge(person: User, idea: Idea, reason: str) -> StrangersChallenge:
    """Raises PermissionDenied for everybody but the author, NothingToChallenge."""
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    if person.pk != idea.author_id or not idea.is_published:
        raise PermissionDenied
    if not StrangersExample.objects.of_idea(idea).not_removed().exists():
        raise NothingToChallenge(NOTHING_YET)
    if StrangersChallenge.objects.open().of_idea(idea).exists():
        raise NothingToChallenge(WAITS)
    return StrangersChallenge.objects.create(idea=idea, person=person, reason=reason)


def decide_challenge(moderator: User, challenge: StrangersChallenge, keys: Collection[int], because: Because) -> bool:
    """Take these rows out, or none of them; False if another moderator was faster. Raises PermissionDenied."""
    if not take_out(moderator, challenge, keys, because):
        return False
    renew(challenge.idea)  # after the rows: workers lock examples before ideas
    return True


@transaction.atomic
def take_out(moderator: User, challenge: StrangersChallenge, keys: Collection[int], because: Because) -> bool:
    idea = Idea.objects.select_for_update(no_key=True).select_related("author").get(pk=challenge.idea_id)
    check_may_act(moderator, idea.author)
    rows = StrangersExample.objects.of_idea(idea).not_removed()
    judged = StrangersVerdict.objects.by(moderator).filter(example__idea=idea)
    if rows.by(moderator).exists() or judged.exists():
        raise PermissionDenied(OWN)
    now = timezone.now()
    if not StrangersChallenge.objects.open().filter(pk=challenge.pk).update(closed=now, closed_by=moderator):
        return False
    taken = rows.filter(pk__in=keys).update(state=StrangersState.REMOVED, decided=now, is_in_set=False)
    settle(idea)
    did = {"did": "took examples of strangers out of the set" if taken else "kept the strangers' set", "rows": taken}
    verb = ActVerb.CHANGE if taken else ActVerb.KEEP
    record_act(moderator, verb, idea.author, because, before={}, after=did, idea=idea)
    return True
