"""Which idea somebody is offered to give an example to: the lot says, so nobody can fill the set of their own idea.

Each week everybody is drawn for an idea or not: about WANTED of the people who played lately, and everybody where there
are fewer. The lot is a keyed hash of person, idea and week. So it is the same however often it is asked for, nobody can
compute it, and who declines gets no other idea in its place. The offer is signed into the form as a dealt row is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluations.prototypes.models import ExampleRevision, StrangersExample, StrangersVerdict
from ideas.floors import MIN_STRANGERS
from ideas.models import Idea
from marketplace.accounts.models import User

SALT = "evaluations.prototypes.strangers.offers"
LASTS = 24 * 60 * 60  # seconds from the offer to the example
WANTED = MIN_STRANGERS  # people who are drawn for one idea in a week
NOT_YET = "Only accounts whose votes rank are offered ideas: with a confirmed address, and a day old."


@dataclass(frozen=True, slots=True)
class Offered:
    """An idea for one giver, with its latest examples, and the token that the form sends back."""

    idea: Idea
    revision: ExampleRevision
    token: str


def offer(person: User, pools: Sequence[Collection[int]], people: int) -> Offered | None:
    """The idea for which this person is drawn this week, of the first of `pools` that has one; None without one.

    `people`: how many played lately. One idea at a time: the next one comes when an example was given to this one."""
    if not person.votes_rank:
        return None
    for pool in pools:
        keys = open_to(person, pool).values_list("pk", flat=True)
        places = {key: place_of(person.pk, key, this_week()) for key in keys}
        drawn = [key for key, place in places.items() if place < chance(people)]
        if drawn:
            return offered(Idea.objects.get(pk=min(drawn, key=places.__getitem__)), person)
    return None


def open_to(person: User, ideas: Collection[int]) -> QuerySet[Idea]:
    """Those of them that this person neither posted nor gave an example to nor judged an example of."""
    gave = StrangersExample.objects.by(person).filter(idea=OuterRef("pk"))
    judged = StrangersVerdict.objects.by(person).filter(example__idea=OuterRef("pk"))
    return Idea.objects.published().filter(~Exists(gave), ~Exists(judged), pk__in=ideas).exclude(author=person)


def this_week() -> str:
    year, week, _ = timezone.now().isocalendar()
    return f"{year}-{week}"


def place_of(person: int, idea: int, week: str) -> float:
    """From 0 to below 1, evenly spread."""
    return int(salted_hmac(SALT, f"{person}:{idea}:{week}", algorithm="sha256").hexdigest()[:12], 16) / 16**12


def chance(people: int) -> float:
    """That one of so many people is drawn for an idea in a week: WANTED of them are, and all where there are fewer."""
    return min(1.0, WANTED / max(1, people))


def offered(idea: Idea, person: User) -> Offered | None:
    revision = ExampleRevision.objects.latest_of(idea)
    token = signing.dumps([idea.pk, person.pk], salt=SALT)
    return Offered(idea, revision, token) if revision and revision.checks else None


def offered_by(token: str, person: User) -> Offered | None:
    """What was offered to this person with this token; None if nothing was, too long ago, or if it is used."""
    try:
        key, holder = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    idea = open_to(person, [key]).first() if holder == person.pk else None
    return offered(idea, person) if idea else None
