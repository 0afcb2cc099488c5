"""Who shares the credit for a Moment. Pure; the only home of its constants.

Each certification shares one unit among the people who backed the idea before anybody could know, that is, until a day
before the certification. No later vote changes the shares. A person's part is their effort times how early it was:

    part  = effort * (a day before the certification - time of their first backing)
    share = part / sum of all parts

So an earlier backer gets more, and each new backer takes from all others. (Dividing a part by the number of earlier
backers does not do that: one more backer in the middle made the first one richer.) A person has a part only if the idea
clears the floors of obvious, wanted and overlooked by other people's glances after this first backing alone
(`panel.independent_evidence`): neither their own glance nor answers that they could have read already can earn it. The
worth of a person's shares depends on how often they were right: somebody who backs everything is right as rarely as
ideas become Moments.

    credit = sum of shares * Wilson lower bound of (backed ideas that became Moments, backed ideas whose time has come)

Backing one more idea that does not become a Moment can only lower it. It is a track record, as in Resnick and Sami's
influence limiter (RecSys 2007): a reward decided by later votes would reward following the herd.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluations.prototypes.statistics import ANSWER_ALPHA, wilson, z_one_sided

# A vote and a right glance cost about the same; an example that the author accepted is work, and evidence in itself.
EFFORT = {"vote": 1.0, "glance": 1.0, "example": 2.0}
TIME = timedelta(days=30)  # after which a backed idea that is no Moment counts as a miss


@dataclass(frozen=True, slots=True)
class BackingAct:
    """One thing that a person did for an idea; `kind` is a key of EFFORT."""

    person: int
    kind: str
    when: datetime


def shares(backings: Iterable[BackingAct], certified: datetime) -> dict[int, float]:
    """By person, adding up to 1; empty when nobody backed it before. The order of the backings does not matter.

    The same kind of act counts once, at its first time."""
    efforts: dict[int, set[str]] = {}
    before = [backing for backing in backings if backing.when < certified]
    for backing in before:
        efforts.setdefault(backing.person, set()).add(backing.kind)
    first = first_times(before)
    parts = {person: part(efforts[person], certified - first[person]) for person in sorted(efforts)}
    whole = sum(parts.values())
    return {person: each / whole for person, each in parts.items()}


def first_times(backings: Iterable[BackingAct]) -> dict[int, datetime]:
    """The time of each person's first backing."""
    return {each.person: each.when for each in sorted(backings, key=lambda each: each.when, reverse=True)}


def part(kinds: Iterable[str], before: timedelta) -> float:
    return sum(EFFORT[kind] for kind in sorted(kinds)) * before.total_seconds()


def hit_rate(hits: int, backed: int) -> float:
    """The lower bound of the share of backed ideas that become Moments; one-sided 90 %, as everywhere else."""
    return wilson(hits, backed, z_one_sided(ANSWER_ALPHA)).lower if backed else 0.0


def credit(total_shares: float, hits: int, backed: int) -> float:
    """`hits` are among `backed`."""
    return total_shares * hit_rate(hits, backed)
