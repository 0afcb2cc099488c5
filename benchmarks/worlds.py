"""Do Moments hold in other worlds? A family of worlds whose parameters are drawn afresh for each (`crowd.family`).

Every figure is a mean over the same worlds ± the standard error of the mean; beside it stands the worst world. In each
world the ring has six nonsense ideas that machines find to work. Printed for every ruse: precision@10 and NDCG@30 of
the list of Moments, the best other ranking in the same worlds, how many of the six were ever certified and how many
days they stood, honest Moments lost, the share of Moments from the true best fifth, the day of the first such Moment,
and the mean weight of the glances of careful people. Then small sites: on which share of them there is a Moment by
week 2, 4, 8 and 12.

Not modelled: waitlists (who joins counts with their glance, so plus-addresses add nothing), puppets who give and judge
examples, true claims, and moderators.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from multiprocessing import get_context
from statistics import fmean

import numpy as np

from .crowd.experiments import error_of, ndcg, precision
from .crowd.family import Size, member
from .crowd.glances import glance
from .crowd.rankings import RANKINGS
from .crowd.ruses import RUSES
from .crowd.votes import vote_by
from .crowd.world import Integers

WORLDS, SMALL_WORLDS = 8, 24
SHARES = (0.02, 0.05, 0.20)
WORST_RUSES = ("deny rivals, else honest", "honest but for their own")  # for the smaller shares
USUAL = Size()
SMALL = [Size(ideas, accounts, 84, accounts * cards / 7) for (accounts, ideas), cards in product(
    [(20, 30), (50, 60), (200, 100)], [1, 3, 5, 10])]  # fmt: skip
WEEKS = (2, 4, 8, 12)
BEST_FIFTH, NEVER = 5, float("nan")


@dataclass(frozen=True, slots=True)
class WorldOutcome:
    """`certified`: of the ring's ideas, ever; `stood`: days that one of them stood, on average; `lost`: honest Moments
    that ended; `true`: the share of Moments from the best fifth; `first`: the day of the first Moment, `first_true` of
    the first from the best fifth."""

    precision: float
    ndcg: float
    certified: float = 0.0
    stood: float = 0.0
    lost: float = 0.0
    moments: float = 0.0
    true: float = NEVER
    first: float = NEVER
    first_true: float = NEVER
    heard: float = NEVER


def moments(seed: int, puppets: float, ruse: str, size: Size = USUAL) -> WorldOutcome:
    world = member(seed, puppets, size, late=RUSES[ruse].late)
    found = glance(world, size.visits, seed, ruse)
    best = np.argsort(-world.worth)[: size.ideas // BEST_FIFTH]
    days = found.certified.sum(axis=0)
    ever = days > 0
    ended = (found.certified[:-1] & ~found.certified[1:]).sum(axis=0)
    return WorldOutcome(
        precision(found.order, world.worth),
        ndcg(found.order, world.worth),
        float(ever[world.ring].sum()),
        float(days[world.ring].mean()) if len(world.ring) else 0.0,
        float(ended[~world.is_ring].sum()),
        float(ever.sum()),
        float(np.isin(np.flatnonzero(ever), best).mean()) if ever.any() else NEVER,
        first_day(found.certified.sum(axis=1)),
        first_day(found.certified[:, best].sum(axis=1)),
        found.heard,
    )


def first_day(standing: Integers) -> float:
    """`standing`: how many Moments stood on each evening."""
    return float(np.argmax(standing > 0)) + 1 if standing.sum() else NEVER


def votes(seed: int, puppets: float, site: str) -> WorldOutcome:
    world = member(seed, puppets)
    order = vote_by(RANKINGS[site], world, int(USUAL.visits), seed).order
    return WorldOutcome(precision(order, world.worth), ndcg(order, world.worth))


def main() -> None:
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        in_peace(pool)
        under_attack(pool)
        small_sites(pool)


def in_peace(pool: ProcessPoolExecutor) -> None:
    print(f"{WORLDS} worlds. Nobody attacks.\n{HEAD}")
    half = {"Moments, half the visits": partial(moments, puppets=0.0, ruse="deny", size=Size(visits=USUAL.visits / 2))}
    for name, each in (half | {"Moments": partial(moments, puppets=0.0, ruse="deny")}).items():
        print(line(name, list(pool.map(each, range(WORLDS)))))
    for site in RANKINGS:
        print(line(site, list(pool.map(partial(votes, puppets=0.0, site=site), range(WORLDS)))))


def under_attack(pool: ProcessPoolExecutor) -> None:
    for share in SHARES:
        by_site = {site: list(pool.map(partial(votes, puppets=share, site=site), range(WORLDS))) for site in RANKINGS}
        best = max(by_site, key=lambda site: fmean(each.precision for each in by_site[site]))
        print(f"\n{share:.0%} of the accounts under one hand\n{HEAD}")
        print(line(f"best other: {best}", by_site[best]))
        for ruse in RUSES if share == SHARES[-1] else WORST_RUSES:
            print(line(ruse, list(pool.map(partial(moments, puppets=share, ruse=ruse), range(WORLDS)))))


def small_sites(pool: ProcessPoolExecutor) -> None:
    weeks = "".join(f"  by week {week:>2}" for week in WEEKS)
    print(f"\n{SMALL_WORLDS} small sites of each kind, 12 weeks, nobody attacks: share with a Moment\n{'':<44}{weeks}")
    for size in SMALL:
        found = list(pool.map(partial(moments, puppets=0.0, ruse="deny", size=size), range(SMALL_WORLDS)))
        name = f"{size.accounts} people, {size.ideas} ideas, {size.visits * 7 / size.accounts:.0f} cards a week"
        shares = "".join(f"{np.mean([each.first <= 7 * week for each in found]):>12.2f}" for week in WEEKS)
        print(f"{name:<44}{shares}   of the best fifth {mean(found, 'true'):.2f}, lost {mean(found, 'lost'):.1f}")


HEAD = f"{'':<44}{'precision@10':>16}{'worst':>7}{'NDCG@30':>9}{'of six':>8}{'days':>6}{'lost':>6}{'Moments':>9}" \
    f"{'true':>6}{'first':>7}{'heard':>7}"  # fmt: skip


def line(name: str, found: Sequence[WorldOutcome]) -> str:
    shares = [each.precision for each in found]
    figures: Mapping[str, int] = {"ndcg": 9, "certified": 8, "stood": 6, "lost": 6, "moments": 9, "true": 6,
                                  "first_true": 7, "heard": 7}  # fmt: skip
    cells = "".join(f"{mean(found, each):>{width}.2f}" for each, width in figures.items())
    return f"{name:<44}{fmean(shares):>9.2f} ± {error_of(shares):.2f}{min(shares):>7.1f}{cells}"


def mean(found: Sequence[WorldOutcome], name: str) -> float:
    """Over the worlds in which there is such a figure."""
    values = np.array([getattr(each, name) for each in found])
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else NEVER
