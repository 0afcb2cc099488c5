"""Who backed an idea and when, from the rows of votes, glances and proposed examples.

A card comes by chance, so a right glance alone is no bet; it backs the idea when the person would use it, too. Authors
do not back their own ideas, and whoever moderators flagged backs none. A vote that was taken back earns nothing and
still counts in the record: else whoever backs everything could take out what failed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from evaluations.moments.credit import TIME, Backing
from evaluations.moments.models import Certificate, Credit
from evaluations.panel.models import Glance
from evaluations.prototypes.models import Proposal, ProposalState
from ideas.models import Backing as Backed
from ideas.models import Idea


@dataclass(frozen=True, slots=True)
class Record:
    shares: float
    hits: int
    backed: int


def glances() -> "QuerySet[Glance]":
    return Glance.objects.not_set_aside().filter(right=True, would_use="yes", person__isnull=False)


def examples() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(state=ProposalState.ACCEPTED)


def backings_of(idea: Idea, since: datetime | None) -> list[Backing]:
    """All backings of the idea, of those after `since` if it is given, by people who had no credit for it yet: else an
    author could withdraw a Moment and publish it again, and a friend be paid each time."""
    paid = set(Credit.objects.filter(certificate__idea=idea).values_list("person", flat=True)) | {idea.author_id}
    found = [
        *rows(Backed.objects.that_rank().filter(idea=idea), "vote", "person", "first"),
        *rows(glances().filter(idea=idea), "glance", "person", "answered"),
        *rows(examples().filter(idea=idea), "example", "author", "created"),
    ]
    return [each for each in found if each.person not in paid and (since is None or each.when > since)]


def rows(found: "QuerySet[Model]", kind: str, who: str, when: str) -> Iterable[Backing]:
    """One for each of these rows of a person in good standing."""
    standing = found.filter(Q((f"{who}__is_active", True), (f"{who}__flagged__isnull", True)))
    return [Backing(person, kind, moment) for person, moment in standing.values_list(who, when)]


def records_of(people: Collection[int], now: datetime) -> dict[int, Record]:
    """What their backing has come to: shares, ideas that became Moments, and ideas whose time has come. Four queries,
    however many people these are."""
    total: dict[int, float] = dict.fromkeys(people, 0.0)
    hits: dict[int, set[int]] = {person: set() for person in people}
    ripe: dict[int, set[int]] = {person: set() for person in people}
    credits = Credit.objects.filter(person__in=people).order_by("pk")
    for person, idea, share in credits.values_list("person", "certificate__idea", "share"):
        total[person] += share
        hits[person].add(idea)
    kinds = (
        (Backed.objects.all(), "person", "first"),
        (glances(), "person", "answered"),
        (examples(), "author", "created"),
    )
    for found, who, when in kinds:
        for person, idea in bets(found.filter((f"{who}__in", people), (f"{when}__lt", now - TIME)), who, when):
            ripe[person].add(idea)
    return {each: Record(total[each], len(hits[each]), len(hits[each] | ripe[each])) for each in people}


def bets(found: "QuerySet[Any]", who: str, when: str) -> "QuerySet[Any, tuple[int, int]]":
    """The people, and the ideas of others among these that were no Moment when they did it and became none: who votes
    for what everybody can see is right has bet nothing, and is not wrong either."""
    right = Certificate.objects.standing_at_or_after(OuterRef("idea"), OuterRef(when))
    others = found.exclude(idea__author=F(who)).filter(~Exists(right))
    return others.values_list(who, "idea").distinct()
