"""Who shares the credit for a Moment, as pure functions. The only home of their constants.

Each certification gives out one unit among those who backed the idea before anybody could know, which is until a day
before it, and not one vote cast later moves any of it. A person's part is what they did, for as long as they did it
before that:

    part  = effort * (a day before the certification - time of their first backing)
    share = part / sum of all parts

So the earlier gets more, and whoever joins takes from all others. (A part divided by the number of earlier backers
does not do that: one more in the middle made the first one richer.) Somebody has a part only if the idea would clear
the floors of obvious, wanted and overlooked by what other people said after that first backing, and by nothing else
(`panel.independent_evidence`): so their own glance cannot earn it, nor can what they could have read already. What a
person's shares are worth depends on how often they were right: whoever backs everything is right about as rarely as
ideas become Moments.

    credit = sum of shares * Wilson lower bound of (backed ideas that became Moments, backed ideas whose time has come)

Backing one more idea that becomes nothing can only lower it. It is a track record, as in Resnick and Sami's influence
limiter (RecSys 2007): a reward judged by later votes would be a herd game.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluations.prototypes.statistics import ANSWER_ALPHA, wilson, z_one_sided

# A vote and a right glance cost about as much; an example that the author accepted is work, and evidence of its own.
EFFORT = {"vote": 1.0, "glance": 1.0, "example": 2.0}
TIME = timedelta(days=30)  # after which an idea that is no Moment counts as not having become one


@dataclass(frozen=True, slots=True)
class Backing:
    """That a person did something for an idea: `kind` is a key of EFFORT."""

    person: int
    kind: str
    when: datetime


def shares(backings: Iterable[Backing], certified: datetime) -> dict[int, float]:
    """By person, adding up to 1; empty when nobody backed it before. The order of the backings does not matter.

    Doing one kind of thing twice counts once, at its first time."""
    efforts: dict[int, set[str]] = {}
    before = [backing for backing in backings if backing.when < certified]
    for backing in before:
        efforts.setdefault(backing.person, set()).add(backing.kind)
    first = first_times(before)
    parts = {person: part(efforts[person], certified - first[person]) for person in sorted(efforts)}
    whole = sum(parts.values())
    return {person: each / whole for person, each in parts.items()}


def first_times(backings: Iterable[Backing]) -> dict[int, datetime]:
    """When each person first backed it."""
    return {each.person: each.when for each in sorted(backings, key=lambda each: each.when, reverse=True)}


def part(kinds: Iterable[str], before: timedelta) -> float:
    return sum(EFFORT[kind] for kind in sorted(kinds)) * before.total_seconds()


def hit_rate(hits: int, backed: int) -> float:
    """The lower bound of how often what they back becomes a Moment; one-sided 90 %, as everywhere else."""
    return wilson(hits, backed, z_one_sided(ANSWER_ALPHA)).lower if backed else 0.0


def credit(total_shares: float, hits: int, backed: int) -> float:
    """`hits` are among `backed`."""
    return total_shares * hit_rate(hits, backed)
