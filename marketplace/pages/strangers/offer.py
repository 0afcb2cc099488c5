"""After a glance: one example to judge or to give, for an idea that lacks nothing but strangers' examples."""

from dataclasses import dataclass

from evaluations.moments.models import MomentScore
from evaluations.panel.models import Glance
from evaluations.prototypes.models import StrangersExample
from evaluations.prototypes.strangers.offers import offer
from ideas.models import Idea
from marketplace.accounts.models import User


@dataclass(frozen=True, slots=True)
class ExampleOffer:
    """`idea`: to which an example is to be given; None where one waits to be judged, of whichever idea."""

    idea: Idea | None = None


def offer_for(person: User | None) -> ExampleOffer | None:
    """Judging first, because a given example counts nothing before; to give only where the lot draws this person. None
    where nothing is to be done or the account may not."""
    if person is None or not person.votes_rank:
        return None
    nearest = MomentScore.objects.waiting_for_strangers()
    if not nearest:
        return None
    if StrangersExample.objects.for_judge(person).offered().filter(idea__in=nearest).exists():
        return ExampleOffer()
    found = offer(person, [nearest], Glance.objects.people_lately())
    return ExampleOffer(found.idea) if found else None
