"""Do Moments find what is worth something, where votes would not, and can a crowd under one hand push its own?

The same 300 ideas of known worth are shown to the same people on seven sites: six that are ordered by votes, and one
where people glance. The same number of visits is spent on each, of the same half a minute. Then the same with 5 % and
with 20 % of all accounts under one hand, which push six worthless ideas: everywhere by voting for them, and on the
site of Moments by glancing, with four ruses that know the formulas.

Good are the 30 ideas that are worth most. precision@10 is the share of good ones among the first ten of the list,
NDCG@30 how near the first 30 come to the best possible order of worth. Everything is seeded; figures are means over
the worlds. `crowd` has the assumptions.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from statistics import fmean

import numpy as np

from .crowd.glancing import RUSES, Glanced, glance
from .crowd.rankings import RANKINGS
from .crowd.voting import Voted, vote_by
from .crowd.world import Floats, Integers, make_world

WORLDS, VISITS = 3, 500  # a day
GOOD, FIRST, LISTED = 30, 10, 30
SHARES = (0.0, 0.05, 0.20)
MOMENTS = "Moments"


@dataclass(frozen=True, slots=True)
class Trial:
    """One site in one world. `site`: MOMENTS or a key of RANKINGS; `ruse` matters for MOMENTS alone."""

    site: str
    puppets: float
    ruse: str
    visits: int
    seed: int


@dataclass(frozen=True, slots=True)
class Found:
    """`acts`: glances or votes of honest people; `pushed`: how many ideas of the ring are among the first ten."""

    precision: float
    ndcg: float
    pushed: int
    acts: int
    moments: int = 0


def run(trial: Trial) -> Found:
    world = make_world(trial.seed, trial.puppets)
    ended: Glanced | Voted
    if trial.site == MOMENTS:
        ended = glance(world, trial.visits, trial.seed, trial.ruse)
        acts, moments = ended.glances, ended.moments
    else:
        ended = vote_by(RANKINGS[trial.site], world, trial.visits, trial.seed)
        acts, moments = ended.votes, 0
    pushed = len(set(ended.order[:FIRST]) & set(world.ring))
    return Found(precision(ended.order, world.worth), ndcg(ended.order, world.worth), pushed, acts, moments)


def precision(order: Integers, worth: Floats) -> float:
    good = set(np.argsort(-worth)[:GOOD])
    return sum(idea in good for idea in order[:FIRST]) / FIRST


def ndcg(order: Integers, worth: Floats) -> float:
    """With the worth above the middle as gain (Järvelin and Kekäläinen, TOIS 20, 2002)."""
    gain = np.maximum(worth, 0)
    discounts = 1 / np.log2(np.arange(LISTED) + 2)
    return float((gain[order[:LISTED]] * discounts).sum() / (np.sort(gain)[::-1][:LISTED] * discounts).sum())


def all_trials() -> list[Trial]:
    seeds = range(WORLDS)
    voting = [Trial(*each) for each in product(RANKINGS, SHARES, [""], [VISITS], seeds)]
    unattacked = [Trial(MOMENTS, 0.0, "deny", visits, seed) for visits, seed in product((VISITS, VISITS // 2), seeds)]
    attacked = [Trial(*each) for each in product([MOMENTS], SHARES[1:], RUSES, [VISITS], seeds)]
    return [*unattacked, *attacked, *voting]


def found_by(trials: Sequence[Trial]) -> Mapping[Trial, Found]:
    """On all cores; what comes does not depend on how many."""
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        return dict(zip(trials, pool.map(run, trials), strict=True))


def mean_of(found: Iterable[Found]) -> Found:
    columns = zip(*((each.precision, each.ndcg, each.pushed, each.acts, each.moments) for each in found), strict=True)
    return Found(*map(fmean, columns))  # type: ignore[arg-type]


def main() -> None:
    found = found_by(all_trials())

    def at(site: str, puppets: float, ruse: str = "", visits: int = VISITS) -> Found:
        return mean_of(found[Trial(site, puppets, ruse, visits, seed)] for seed in range(WORLDS))

    print(f"{WORLDS} worlds; precision@10 and NDCG@30, and how many of the first ten are of the ring")
    print(f"{'':<42}" + "".join(f"{f'{share:.0%} under one hand':>24}" for share in SHARES))
    for ruse in RUSES:
        rows = [at(MOMENTS, 0.0, "deny"), *(at(MOMENTS, share, ruse) for share in SHARES[1:])]
        print(f"{f'Moments ({ruse})':<42}" + "".join(map(cell, rows)))
    for site in RANKINGS:
        print(f"{site:<42}" + "".join(cell(at(site, share)) for share in SHARES))
    best = max(RANKINGS, key=lambda site: at(site, SHARES[-1]).precision)
    worst = min(RUSES, key=lambda ruse: at(MOMENTS, SHARES[-1], ruse).precision)
    ahead = at(MOMENTS, SHARES[-1], worst).precision - at(best, SHARES[-1]).precision
    print(f"20 % under one hand, the worst ruse ({worst}): {100 * ahead:+.0f} points beside the best of votes ({best})")
    best = max(RANKINGS, key=lambda site: at(site, 0.0).precision)
    half, whole = at(MOMENTS, 0.0, "deny", VISITS // 2), at(best, 0.0)
    print(f"nobody attacks: {half.precision:.2f} with half the visits ({half.acts:,.0f} glances), beside")
    print(f"{whole.precision:.2f} of the best of votes ({best}) with all of them ({whole.acts:,.0f} votes)")


def cell(found: Found) -> str:
    return f"{f'{found.precision:.2f}  {found.ndcg:.2f}  {found.pushed:.1f}':>24}"
