"""One experiment: one site in one world, from the first idea to the measures; and the list of all experiments."""

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
class Experiment:
    """`site`: MOMENTS or a key of RANKINGS; `ruse` matters only for MOMENTS, `luck` for all others: authors' friends
    vote at once, and do not glance."""

    site: str
    puppets: float
    ruse: str
    visits: int
    seed: int
    luck: bool = True


@dataclass(frozen=True, slots=True)
class Measures:
    """`acts`: glances or votes of honest people; `looks`: cards or places of lists that they looked at; `pushed`:
    number of the ring's ideas among the first ten."""

    precision: float
    ndcg: float
    pushed: float
    acts: float
    looks: float
    moments: float = 0


def run(experiment: Experiment) -> Measures:
    world = make_world(experiment.seed, experiment.puppets, luck=experiment.luck)
    if experiment.site == MOMENTS:
        ended = glance(world, experiment.visits, experiment.seed, experiment.ruse)
        order, acts, looks, moments = ended.order, ended.glances, ended.glances, ended.moments
    else:
        voted = vote_by(RANKINGS[experiment.site], world, experiment.visits, experiment.seed)
        order, acts, looks, moments = voted.order, voted.votes, voted.looks, 0
    pushed = len(set(order[:FIRST]) & set(world.ring))
    return Measures(precision(order, world.worth), ndcg(order, world.worth), pushed, acts, looks, moments)


def without_end(seed: int) -> tuple[float, float]:
    """The precision of Moments and of votes without attackers and without chance."""
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


def all_experiments() -> list[Experiment]:
    attacked = [Experiment(*each) for each in product([MOMENTS], SHARES, RUSES, [VISITS], range(WORLDS))]
    attacked += [Experiment(*each) for each in product(RANKINGS, SHARES, [NO_RUSE], [VISITS], range(WORLDS))]
    peaceful = [0.0], [NO_RUSE], EFFORTS, range(PEACEFUL_WORLDS)
    return [
        *attacked,
        *(Experiment(*each) for each in product([MOMENTS, *RANKINGS], *peaceful)),
        *(Experiment(*each, luck=False) for each in product(RANKINGS, [0.0], [NO_RUSE], [VISITS], range(WORLDS))),
    ]


def measures_of(experiments: Sequence[Experiment]) -> Mapping[Experiment, Measures]:
    """On all cores; the results do not depend on their number."""
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        return dict(zip(experiments, pool.map(run, experiments), strict=True))


def mean_of(found: Iterable[Measures]) -> Measures:
    return Measures(*map(fmean, zip(*map(astuple, found), strict=True)))


def error_of(values: Sequence[float]) -> float:
    """The standard error of their mean, due to the limited number of worlds."""
    return stdev(values) / sqrt(len(values))
