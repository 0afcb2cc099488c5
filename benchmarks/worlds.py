"""Do Moments hold in other worlds? A family of worlds whose parameters are drawn afresh for each (`crowd.family`).

Every figure is a mean over the same worlds ± the standard error of the mean; beside it stands the worst world. In each
world the ring has six nonsense ideas that machines find to work. Printed for every ruse: precision@10 and NDCG@30 of
the list of Moments, the best other ranking in the same worlds, how many of the six were ever certified and how many
days they stood, honest Moments lost, how often an honest idea that was ever one was won or lost, the share of Moments
from the true best fifth, the day of the first such Moment, and the mean weight of the glances of careful people. Then
small sites: on which share of them there is a Moment by week 2, 4, 6, 8 and 12, and on which there is by then an idea
that clears all floors in truth; and the worst ruses on them.

Works takes what it takes on the site: more while only the author's examples stand (`crowd.exams`).

Not modelled: waitlists (who joins counts with their glance, so plus-addresses add nothing; a test holds it), true
claims (`benchmarks/claims.py`), and moderators.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from multiprocessing import get_context
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from evaluations.moments.evidence import FLOORS
from evaluations.panel.answers import CHANCE
from ideas.floors import WORKS_ALONE_FLOOR, WORKS_FLOOR

from .crowd.experiments import error_of, ndcg, precision
from .crowd.family import Size, member
from .crowd.glances import glance
from .crowd.machines import works_and_cheap
from .crowd.rankings import RANKINGS
from .crowd.ruses import RUSES
from .crowd.votes import vote_by
from .crowd.world import Integers, World

WORLDS, SMALL_WORLDS, ATTACKED_SMALL_WORLDS = 16, 32, 16
SHARES = (0.02, 0.05, 0.20)
WORST_RUSES = "deny, guess right", "honest but for their own", "answer for their own alone"
USUAL = Size()
SMALL = [Size(ideas, accounts, 84, accounts * cards / 7) for (accounts, ideas), cards in product(
    [(20, 30), (50, 60), (200, 100)], [1, 3, 5, 10])]  # fmt: skip
FIFTY = Size(ideas=60, accounts=50, days=84, visits=50 * 3 / 7)
WEEKS = (2, 4, 6, 8, 12)
BEST_FIFTH, NEVER = 5, float("nan")


@dataclass(frozen=True, slots=True)
class WorldOutcome:
    """`certified`: of the ring's ideas, ever; `stood`: days that one of them stood, on average; `lost`: honest Moments
    that ended; `changes`: how often each was won or lost; `true`: the share of Moments from the best fifth; `first`:
    the day of the first Moment, `first_true` of the first from the best fifth; `could`: see `first_possible`."""

    precision: float
    ndcg: float
    certified: float = 0.0
    stood: float = 0.0
    lost: float = 0.0
    changes: float = NEVER
    moments: float = 0.0
    true: float = NEVER
    first: float = NEVER
    first_true: float = NEVER
    could: float = NEVER
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
        changes_of(found.certified[:, ~world.is_ring]),
        float(ever.sum()),
        float(np.isin(np.flatnonzero(ever), best).mean()) if ever.any() else NEVER,
        first_day(found.certified.sum(axis=1)),
        first_day(found.certified[:, best].sum(axis=1)),
        first_possible(world, seed),
        found.heard,
    )


def first_day(standing: Integers) -> float:
    """`standing`: how many Moments stood on each evening."""
    return float(np.argmax(standing > 0)) + 1 if standing.sum() else NEVER


def changes_of(certified: NDArray[np.bool_]) -> float:
    """`certified`: days x ideas."""
    ever = certified.any(axis=0)
    before = np.vstack([np.zeros_like(certified[:1]), certified[:-1]])
    return float((certified != before).sum() / ever.sum()) if ever.any() else NEVER


def first_possible(world: World, seed: int) -> float:
    """The day on which the first idea was posted that clears all floors in truth: those of people by their rates, that
    of cheap by its bound, that of works by its author's examples and, unless these clear the higher floor, its rate."""
    right = CHANCE + (1 - CHANCE) * FLOORS["obvious"]
    of_people = world.rates >= [right, FLOORS["wanted"], FLOORS["overlooked"]]
    works, cheap = works_and_cheap(world, seed).T
    true = world.works if world.true_works is None else world.true_works
    works_in_truth = (works >= WORKS_ALONE_FLOOR) | ((works >= WORKS_FLOOR) & (true >= WORKS_FLOOR))
    clear = of_people.all(axis=1) & works_in_truth & (cheap >= FLOORS["cheap"])
    return float(world.posted[clear].min()) if clear.any() else NEVER


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
        print(f"{name:<44}{by_week(found, 'first')}   true {mean(found, 'true'):.2f}, lost {mean(found, 'lost'):.1f}")
        print(f"{'  there is an idea that clears in truth':<44}{by_week(found, 'could')}")
    share = SHARES[-1]
    print(f"\n{ATTACKED_SMALL_WORLDS} sites of 50 people and 60 ideas, {share:.0%} of them under one hand\n{HEAD}")
    for ruse in WORST_RUSES:
        each = partial(moments, puppets=share, ruse=ruse, size=FIFTY)
        print(line(ruse, list(pool.map(each, range(ATTACKED_SMALL_WORLDS)))))


def by_week(found: Sequence[WorldOutcome], name: str) -> str:
    return "".join(f"{np.mean([getattr(each, name) <= 7 * week for each in found]):>12.2f}" for week in WEEKS)


HEAD = f"{'':<44}{'precision@10':>16}{'worst':>7}{'NDCG@30':>9}{'of six':>8}{'worst':>7}{'days':>6}{'lost':>6}" \
    f"{'changes':>9}{'Moments':>9}{'true':>6}{'first':>7}{'heard':>7}"  # fmt: skip


def line(name: str, found: Sequence[WorldOutcome]) -> str:
    shares = [each.precision for each in found]
    figures: Mapping[str, int] = {"stood": 6, "lost": 6, "changes": 9, "moments": 9, "true": 6, "first_true": 7,
                                  "heard": 7}  # fmt: skip
    nonsense = f"{mean(found, 'certified'):>8.2f}{max(each.certified for each in found):>7.0f}"
    cells = "".join(f"{mean(found, each):>{width}.2f}" for each, width in figures.items())
    precise = f"{fmean(shares):>9.2f} ± {error_of(shares):.2f}{min(shares):>7.1f}{mean(found, 'ndcg'):>9.2f}"
    return f"{name:<44}{precise}{nonsense}{cells}"


def mean(found: Sequence[WorldOutcome], name: str) -> float:
    """Over the worlds in which there is such a figure."""
    values = np.array([getattr(each, name) for each in found])
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else NEVER
