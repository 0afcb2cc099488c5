"""One site in one world, from the first idea to the figures; and all that are to be tried."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from itertools import product
from math import sqrt
from multiprocessing import get_context
from statistics import fmean, stdev

import numpy as np

from .glances import glance, glance_without_end
from .rankings import RANKINGS
from .ruses import RUSES
from .votes import vote_by
from .world import Floats, Integers, make_world

WORLDS, PEACEFUL_WORLDS = 6, 128  # a world without attackers takes a tenth of the time
VISITS = 500  # a day
EFFORTS = (VISITS // 4, VISITS // 2, VISITS)
GOOD, FIRST, LISTED = 30, 10, 30
SHARES = (0.05, 0.20)
MOMENTS, NO_RUSE = "Moments", "deny"


@dataclass(frozen=True, slots=True)
class Trial:
    """`site`: MOMENTS or a key of RANKINGS; `ruse` matters for MOMENTS alone, `luck` for all but MOMENTS: authors'
    friends vote at once, and do not glance."""

    site: str
    puppets: float
    ruse: str
    visits: int
    seed: int
    luck: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """`acts`: glances or votes of honest people; `looks`: cards or places of lists that they looked at; `pushed`: how
    many ideas of the ring are among the first ten."""

    precision: float
    ndcg: float
    pushed: float
    acts: float
    looks: float
    moments: float = 0


def run(trial: Trial) -> Found:
    world = make_world(trial.seed, trial.puppets, luck=trial.luck)
    if trial.site == MOMENTS:
        ended = glance(world, trial.visits, trial.seed, trial.ruse)
        order, acts, looks, moments = ended.order, ended.glances, ended.glances, ended.moments
    else:
        voted = vote_by(RANKINGS[trial.site], world, trial.visits, trial.seed)
        order, acts, looks, moments = voted.order, voted.votes, voted.looks, 0
    pushed = len(set(order[:FIRST]) & set(world.ring))
    return Found(precision(order, world.worth), ndcg(order, world.worth), pushed, acts, looks, moments)


def without_end(seed: int) -> tuple[float, float]:
    """The precision of Moments and of votes in a world where nobody attacks, if chance had no part in either."""
    world = make_world(seed, 0.0)
    return precision(glance_without_end(world), world.worth), precision(np.argsort(-world.appeal), world.worth)


def precision(order: Integers, worth: Floats) -> float:
    good = set(np.argsort(-worth)[:GOOD])
    return sum(idea in good for idea in order[:FIRST]) / FIRST


def ndcg(order: Integers, worth: Floats) -> float:
    """With the worth above the middle as gain (Järvelin and Kekäläinen, TOIS 20, 2002)."""
    gain = np.maximum(worth, 0)
    discounts = 1 / np.log2(np.arange(LISTED) + 2)
    return float((gain[order[:LISTED]] * discounts).sum() / (np.sort(gain)[::-1][:LISTED] * discounts).sum())


def all_trials() -> list[Trial]:
    attacked = [Trial(*each) for each in product([MOMENTS], SHARES, RUSES, [VISITS], range(WORLDS))]
    attacked += [Trial(*each) for each in product(RANKINGS, SHARES, [NO_RUSE], [VISITS], range(WORLDS))]
    peaceful = [0.0], [NO_RUSE], EFFORTS, range(PEACEFUL_WORLDS)
    return [
        *attacked,
        *(Trial(*each) for each in product([MOMENTS, *RANKINGS], *peaceful)),
        *(Trial(*each, luck=False) for each in product(RANKINGS, [0.0], [NO_RUSE], [VISITS], range(WORLDS))),
    ]


def found_by(trials: Sequence[Trial]) -> Mapping[Trial, Found]:
    """On all cores; what comes does not depend on how many."""
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        return dict(zip(trials, pool.map(run, trials), strict=True))


def mean_of(found: Iterable[Found]) -> Found:
    return Found(*map(fmean, zip(*map(astuple, found), strict=True)))


def error_of(values: Sequence[float]) -> float:
    """The standard error of their mean: how far it may be off because there are no more worlds."""
    return stdev(values) / sqrt(len(values))
