"""Do ideas for a few clear, and does a ring that says it is inside push its own? Worlds of `crowd.audiences`.

Each line is of the same worlds, once on a site that asks nobody for their field of work, once on one that does. In each
world are ten niche gems; a ring has six nonsense ideas besides, which it posts for the smallest field, where all of it
says that it works. It is honest about all else, which is the ruse that costs Moments the most. Every idea has rows
of strangers, as easy as its author's. Printed: of ten gems and of six nonsense ideas those ever certified; other ideas
ever certified; Moments of honest ideas that ended.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import fmean

from .crowd.audiences import GEMS, with_audiences
from .crowd.family import Size, member
from .crowd.glances import glance

WORLDS = 3
SITE = Size(ideas=200, accounts=1_000, days=28, visits=400)
RUSE = "honest but for their own"


@dataclass(frozen=True, slots=True)
class NicheCase:
    """`plain`: nonsense that looks like a product, so that everybody gets it and knows none."""

    name: str
    puppets: float = 0.0
    plain: bool = False


CASES = (
    NicheCase("nobody attacks"),
    NicheCase("5 % say they are inside", 0.05),
    NicheCase("20 % say they are inside", 0.20),
    NicheCase("5 % do, plain nonsense", 0.05, plain=True),
    NicheCase("20 % do, plain nonsense", 0.20, plain=True),
)


@dataclass(frozen=True, slots=True)
class NicheOutcome:
    gems: int
    nonsense: int
    others: int
    lost: int


def main() -> None:
    jobs = [(case, named, seed) for case in CASES for named in (False, True) for seed in range(WORLDS)]
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        found = dict(zip(jobs, pool.map(outcome, jobs), strict=True))
    print(f"{WORLDS} worlds\n{HEAD}")
    for case in CASES:
        for named in (False, True):
            site = "asked for fields" if named else "not asked"
            print(line(f"{case.name}, {site}", [found[case, named, seed] for seed in range(WORLDS)]))


def outcome(job: tuple[NicheCase, bool, int], site: Size = SITE) -> NicheOutcome:
    case, named, seed = job
    world = with_audiences(member(seed, case.puppets, site), seed, plain=case.plain)
    assert world.audience
    found = glance(world, site.visits, seed, RUSE, named=named, giving=None)
    ever = found.certified.sum(axis=0) > 0
    ended = (found.certified[:-1] & ~found.certified[1:]).sum(axis=0)
    gems, nonsense = int(ever[world.audience.gems].sum()), int(ever[world.ring].sum())
    return NicheOutcome(gems, nonsense, int(ever.sum()) - gems - nonsense, int(ended[~world.is_ring].sum()))


HEAD = f"{'':<44}{f'gems of {GEMS}':>14}{'nonsense':>10}{'others':>8}{'lost':>6}"


def line(name: str, found: Sequence[NicheOutcome]) -> str:
    mean = {each: fmean(getattr(one, each) for one in found) for each in NicheOutcome.__slots__}
    return f"{name:<44}{mean['gems']:>14.1f}{mean['nonsense']:>10.1f}{mean['others']:>8.1f}{mean['lost']:>6.1f}"
