"""What is known of an idea from others alone, since some moment: by that a scout is judged. Pure.

Who is signed out is nobody's other: it may be the scout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .answers import FLOORS, Counts, told


@dataclass(frozen=True, slots=True)
class Said:
    """What one person's glance counts for, and what it says; `joined`: would use it and joined its waitlist."""

    person: int
    when: datetime
    counts: float
    right: bool
    none_known: bool
    asked: bool
    would: bool
    joined: bool


def clears_without(person: int, since: datetime, said: Sequence[Said]) -> bool:
    """Whether obvious, wanted and overlooked are known and clear their floors by what others said after that."""
    others = [each for each in said if each.person != person and each.when > since]
    found = told(counts_of(others), joined=sum(each.counts for each in others if each.joined))
    return all(each.lower is not None and each.lower >= FLOORS[name] for name, each in found.items())


def counts_of(said: Sequence[Said]) -> Counts:
    return Counts(
        n=sum(each.counts for each in said),
        right=sum(each.counts for each in said if each.right),
        none_known=sum(each.counts for each in said if each.none_known),
        asked=sum(each.counts for each in said if each.asked),
        would=sum(each.counts for each in said if each.would),
        people=len(said),
    )
