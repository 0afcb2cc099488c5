"""Backings of ideas by people, with their times, from the rows of votes, glances and proposed examples.

Cards come by chance, so a right glance alone is no bet; it backs the idea only if the person would also use it. Authors
do not back their own ideas, and accounts that are closed or flagged back none. Who is suspended has a share that counts
again after the end; until then `Credit.of` divides it among the others. A vote that was taken back earns nothing and
still counts in the record: otherwise somebody who backs everything could withdraw the failures.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from evaluations.moments.credit import TIME, BackingAct
from evaluations.moments.models import Certificate, Credit
from evaluations.panel.models import Glance
from evaluations.prototypes.models import Proposal, ProposalState
from ideas.models import Backing, Idea


@dataclass(frozen=True, slots=True)
class ScoutRecord:
    shares: float
    hits: int
    backed: int


def glances() -> "QuerySet[Glance]":
    return Glance.objects.not_set_aside().filter(right=True, would_use="yes", person__isnull=False)


def examples() -> "QuerySet[Proposal]":
    return Proposal.objects.filter(state=ProposalState.ACCEPTED)


def backings_of(idea: Idea, since: datetime | None) -> list[BackingAct]:
    """The idea's backings, only those after `since` if it is given, by people who had no credit for the idea yet:
    otherwise an author could withdraw and publish it again and again, and a friend would get credit each time."""
    paid = set(Credit.objects.filter(certificate__idea=idea).values_list("person", flat=True)) | {idea.author_id}
    found = [
        *rows(Backing.objects.that_rank().filter(idea=idea), "vote", "person", "first"),
        *rows(glances().filter(idea=idea), "glance", "person", "answered"),
        *rows(examples().filter(idea=idea), "example", "author", "created"),
    ]
    return [each for each in found if each.person not in paid and (since is None or each.when > since)]


def rows(found: "QuerySet[Model]", kind: str, who: str, when: str) -> Iterable[BackingAct]:
    """One for each row of a person who is neither closed nor flagged."""
    kept = found.filter(Q((f"{who}__is_active", True), (f"{who}__flagged", None)))
    return [BackingAct(person, kind, moment) for person, moment in kept.values_list(who, when)]


def records_of(people: Collection[int], now: datetime) -> dict[int, ScoutRecord]:
    """The results of these people's backings: shares, ideas that became Moments, and ideas whose time has come. Four
    queries, however many people these are."""
    total: dict[int, float] = dict.fromkeys(people, 0.0)
    hits: dict[int, set[int]] = {person: set() for person in people}
    ripe: dict[int, set[int]] = {person: set() for person in people}
    for person, idea, share in Credit.objects.of(people):
        total[person] += share
        hits[person].add(idea)
    kinds = (
        (Backing.objects.all(), "person", "first"),
        (glances(), "person", "answered"),
        (examples(), "author", "created"),
    )
    for found, who, when in kinds:
        for person, idea in bets(found.filter((f"{who}__in", people), (f"{when}__lt", now - TIME)), who, when):
            ripe[person].add(idea)
    return {each: ScoutRecord(total[each], len(hits[each]), len(hits[each] | ripe[each])) for each in people}


def bets(found: "QuerySet[Any]", who: str, when: str) -> "QuerySet[Any, tuple[int, int]]":
    """(person, idea) of the rows about others' ideas that were no Moment then or later. Who votes for a certified
    Moment has bet nothing, and is not wrong either."""
    right = Certificate.objects.standing_at_or_after(OuterRef("idea"), OuterRef(when))
    others = found.exclude(idea__author=F(who)).filter(~Exists(right))
    return others.values_list(who, "idea").distinct()
