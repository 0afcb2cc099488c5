"""How a person deletes their account.

1. `leave` is one transaction. What is nobody else's business goes: votes, tokens, sessions, addresses, drafts and
   withdrawn ideas. Ideas and comments that others see go or stay, as the person chooses.
2. What others' scores, Moments and credit are counted from stays: glances, claims and stances, proposed examples,
   backings, tries. These rows point to the row of the person, which stays as well, without a name (`User.lose_name`).
   So the weighing still knows which answers came from one person, and no count changes with their leaving.
3. Trials of ideas that went are deleted by a worker (`prototypes.runs.erased`), because there may be very many.

`tables` lists what becomes of each table; its test refuses a table that is not listed.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from evaluations.moments import actions as moments
from evaluations.panel import actions as panel
from evaluations.prototypes.runs import erased
from ideas import actions as ideas
from marketplace.accounts.models import User

from .table import Fate
from .tables import TABLES

HOUSE = "The house account posts the ideas that come with the site, and cannot be deleted."
LAST_MODERATOR = (
    "You are the only moderator, and reports would wait for nobody. Whoever runs the site must make somebody else a"
    " moderator first."
)


class CannotLeave(Exception):
    """The account may not be deleted; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAlong:
    """Whether the words that others see go, or stay under "deleted"."""

    ideas: bool
    comments: bool


@transaction.atomic
def leave(person: User, taken: TakenAlong) -> None:
    """Delete the account. It cannot be undone. Raises CannotLeave."""
    # In one order, so that two moderators who leave at once cannot both be the last but one.
    list(User.objects.moderators().order_by("pk").select_for_update().values_list("pk", flat=True))
    person = User.objects.select_for_update().get(pk=person.pk)
    if why := why_not(person):
        raise CannotLeave(why)
    ideas.give_up_votes(person)
    ideas.forget_words_to_moderators(person)
    if taken.comments:
        ideas.take_along_comments(person)
    ideas.discard_drafts(person)
    take_along_ideas(person, shown=taken.ideas)
    panel.leave_all_waitlists(person)
    panel.close_panels_of(person)
    moments.forget_address(person)
    delete_what_goes(person)
    person.lose_name()


def delete_what_goes(person: User) -> None:
    """The rows of every table that only concerns its person."""
    for table in TABLES:
        if table.fate == Fate.GOES:
            for column in table.people:
                table.table._default_manager.filter(**{column: person}).delete()


def why_not(person: User) -> str:
    """Why this account may not be deleted; "" if it may."""
    if person.is_house:
        return HOUSE
    if person.moderates and not User.objects.moderators().exclude(pk=person.pk).exists():
        return LAST_MODERATOR
    return ""


def take_along_ideas(person: User, *, shown: bool) -> None:
    """What is counted from an idea is settled first, while all of it is there."""
    going = ideas.ideas_to_take(person, shown=shown)
    moments.close_ideas(going, timezone.now())
    panel.close_waitlists(going)
    erased.close(going)
    ideas.erase_ideas(going)
