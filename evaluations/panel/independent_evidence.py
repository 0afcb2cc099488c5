"""Independent evidence: what is known about an idea from other people alone, since a given time. It decides whether a
scout gets credit. Pure.

Signed-out players are left out: one of them may be the scout."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .answers import FLOORS, GlanceCounts, estimate
from .audience import AudienceCounts


@dataclass(frozen=True, slots=True)
class WeighedGlance:
    """One person's answers, and `weight`, how much they count; `joined`: would use it and joined its waitlist;
    `inside`: said before that they work in its field."""

    person: int
    when: datetime
    weight: float
    right: bool
    none_known: bool
    asked: bool
    would: bool
    joined: bool
    inside: bool = False


def clears_without(
    person: int, since: datetime, glances: Sequence[WeighedGlance], audience: AudienceCounts | None = None
) -> bool:
    """Whether obvious, wanted and overlooked are known and clear their floors by other people's glances after
    `since`. `audience`: whom the idea is for, with the floor inside; its counts are not used."""
    others = [each for each in glances if each.person != person and each.when > since]
    joined = sum(each.weight for each in others if each.joined)
    inside = audience and with_sums(audience, [each for each in others if each.inside and each.asked])
    found = estimate(counts_of(others), joined=joined, inside=inside)
    return all(
        each.lower is not None and each.lower >= (FLOORS[name] if each.floor is None else each.floor)
        for name, each in found.items()
    )


def with_sums(audience: AudienceCounts, inside: Sequence[WeighedGlance]) -> AudienceCounts:
    would = sum(each.weight for each in inside if each.would or each.joined)
    return replace(audience, asked=sum(each.weight for each in inside), would=would)


def counts_of(glances: Sequence[WeighedGlance]) -> GlanceCounts:
    return GlanceCounts(
        n=sum(each.weight for each in glances),
        right=sum(each.weight for each in glances if each.right),
        none_known=sum(each.weight for each in glances if each.none_known),
        asked=sum(each.weight for each in glances if each.asked),
        would=sum(each.weight for each in glances if each.would),
        n_inside=sum(each.weight for each in glances if each.inside),
        right_inside=sum(each.weight for each in glances if each.inside and each.right),
        none_known_inside=sum(each.weight for each in glances if each.inside and each.none_known),
        people=len(glances),
    )
