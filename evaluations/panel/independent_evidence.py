"""Independent evidence: what is known about an idea from other people alone, since a given time. It decides whether a
scout gets credit. Pure.

Signed-out players are left out: one of them may be the scout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .answers import FLOORS, GlanceCounts, estimate


@dataclass(frozen=True, slots=True)
class WeighedGlance:
    """One person's answers, and `weight`, how much they count; `joined`: would use it and joined its waitlist."""

    person: int
    when: datetime
    weight: float
    right: bool
    none_known: bool
    asked: bool
    would: bool
    joined: bool


def clears_without(person: int, since: datetime, glances: Sequence[WeighedGlance]) -> bool:
    """Whether obvious, wanted and overlooked are known and clear their floors by other people's glances after
    `since`."""
    others = [each for each in glances if each.person != person and each.when > since]
    found = estimate(counts_of(others), joined=sum(each.weight for each in others if each.joined))
    return all(each.lower is not None and each.lower >= FLOORS[name] for name, each in found.items())


def counts_of(glances: Sequence[WeighedGlance]) -> GlanceCounts:
    return GlanceCounts(
        n=sum(each.weight for each in glances),
        right=sum(each.weight for each in glances if each.right),
        none_known=sum(each.weight for each in glances if each.none_known),
        asked=sum(each.weight for each in glances if each.asked),
        would=sum(each.weight for each in glances if each.would),
        people=len(glances),
    )
