"""What becomes of addresses on waitlists when a person leaves, or takes an idea along. Glances, claims and stances stay
as they are: the row of their person has no name any more."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from evaluations.panel.models import ConfirmationMail, Glance, Waiting
from evaluations.panel.models.waitlist import normal
from marketplace.accounts.models import User


def leave_all_waitlists(person: User) -> None:
    """Forget the address everywhere. Where the person also glanced at the idea, the row stays without it: that somebody
    who would use an idea waits for it counts, and must not end another's Moment."""
    glanced = Glance.objects.filter(person=person, idea=OuterRef("idea"))
    counted = Waiting.objects.confirmed().filter(Exists(glanced), person=person)
    counted.update(address="")
    Waiting.objects.of(person).exclude(address="").delete()
    if person.confirmed:
        ConfirmationMail.objects.filter(to=normal(person.email)).delete()


def close_waitlists(idea_ids: Sequence[int]) -> None:
    """Forget everybody who waits for these ideas: there is nothing left to tell them."""
    Waiting.objects.filter(idea__in=idea_ids).delete()
    ConfirmationMail.objects.filter(idea__in=idea_ids).delete()
