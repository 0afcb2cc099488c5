"""A family of worlds: each parameter is drawn afresh for each world, so that no formula can be tuned to one of them.

In these worlds the five true qualities of an idea are correlated weakly and skewed, nearly everybody wants nearly
nothing, people have clusters of taste, and some are careless. What an idea is worth is its score at the true rates,
with the works that strangers' examples would measure and not the author's. Votes follow the worth with noise.

The ring's ideas are nonsense that machines do well: people see no use in it, but authors who know the formula choose
examples of which 95 % come out right.
"""

from dataclasses import dataclass
from math import prod

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from evaluations.moments.evidence import FLOORS
from evaluations.panel.answers import CHANCE
from ideas.floors import exponent
from ideas.questions import QUESTIONS

from .world import Floats, Integers, Temper, World, trace_of

NONSENSE_RATES = 0.28, 0.01, 0.90  # right, wanted, and they know no product: nobody makes nonsense
NONSENSE_WORKS, NONSENSE_CHEAP = 0.95, 0.97
RING = 6
TRUE_LIMITS = {"obvious": (0.30, 0.98), "wanted": (0.003, 0.6), "overlooked": (0.20, 0.99)}
WORKS, CHEAP = (0.20, 0.99), (0.40, 0.99)
LEAST, MOST = 0.002, 0.998


@dataclass(frozen=True, slots=True)
class Size:
    """A site: its ideas, accounts and days; `visits` of half a minute a day by honest people."""

    ideas: int = 300
    accounts: int = 1_000
    days: int = 30
    visits: float = 500.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What differs between worlds. Each is drawn uniformly between two limits, which are choices, unless it has a
    source."""

    follows: float  # correlation of each quality with what they share: 0.2 to 0.7; what is obvious need not be wanted
    skew: float  # power of the share that wants it: 2 to 6; with 6 the middle idea is wanted by 1 %
    appeal_follows: float  # correlation of votes' appeal with the worth: 0.6 to 0.9
    clusters: int  # of taste: 1 to 8
    taste: float  # standard deviation in logits of what a cluster wants beyond others: 0 to 1.5
    activity: float  # of the logarithm of cards a person: 0.8 to 1.6; the larger is nearly a power law
    careless: float  # share of people who answer half of their cards without looking: 0 to 20 %
    tires: float  # what each card of a week adds to the chance of it: 0 to 1 %
    style: float  # standard deviation in logits of saying yes to whatever it is: 0 to 0.8
    herded: float  # what tenfold votes add to the logit of one more: 0.3 to 0.9 (Salganik et al., Science 311, 2006)
    unconfirmed: float  # share of accounts that count as strangers: 0 to 30 %
    opens: float  # share of ideas that somebody had opened before their card: 0 to 20 %
    easy: float  # standard deviation in logits by which authors' examples are easier than strangers': 0 to 1.2
    trials: int  # examples of an idea: 24 to 60


def circumstances(rng: np.random.Generator) -> Circumstances:
    return Circumstances(
        follows=rng.uniform(0.2, 0.7),
        skew=rng.uniform(2, 6),
        appeal_follows=rng.uniform(0.6, 0.9),
        clusters=int(rng.integers(1, 9)),
        taste=rng.uniform(0, 1.5),
        activity=rng.uniform(0.8, 1.6),
        careless=rng.uniform(0, 0.2),
        tires=rng.uniform(0, 0.01),
        style=rng.uniform(0, 0.8),
        herded=rng.uniform(0.3, 0.9),
        unconfirmed=rng.uniform(0, 0.3),
        opens=rng.uniform(0, 0.2),
        easy=rng.uniform(0, 1.2),
        trials=int(rng.integers(24, 61)),
    )


def member(seed: int, puppets: float = 0.0, size: Size = Size(), *, late: bool = False) -> World:
    """The same world for the same seed and size, except `puppets` (a share of all accounts) and the ring's ideas.

    `late`: the ring posts in the last third, else in the first half."""
    rng = np.random.default_rng([seed, 17])
    of = circumstances(rng)
    shared = rng.standard_normal(size.ideas)
    obvious, wanted, overlooked, works, cheap = (ndtr(trace_of(shared, of.follows, rng)) for _ in QUESTIONS)
    rates = np.stack(
        [
            between(TRUE_LIMITS["obvious"], obvious),
            between(TRUE_LIMITS["wanted"], wanted**of.skew),
            between(TRUE_LIMITS["overlooked"], overlooked),
        ],
        axis=1,
    )
    works, cheap = between(WORKS, works), between(CHEAP, cheap)
    posted = np.sort(rng.uniform(0, size.days * 5 / 6, size.ideas))
    tastes = of.taste * rng.standard_normal((of.clusters, size.ideas, 3)) * [0.3, 1.0, 0.3]
    tastes -= tastes.mean(axis=0)
    measured = expit(logit(works) + np.abs(rng.normal(0, of.easy, size.ideas)))
    temper = Temper(
        cluster=rng.integers(of.clusters, size=size.accounts),
        tastes=tastes,
        style=rng.normal(0, of.style, (size.accounts, 3)) * [0.0, 1.0, 1.0],
        careless=np.where(rng.random(size.accounts) < of.careless, 0.5, 0.0),
        confirmed=rng.random(size.accounts) >= of.unconfirmed,
        tires=of.tires,
        opens=of.opens,
    )
    keenness, generosity = rng.lognormal(0, of.activity, size.accounts), rng.normal(0, 0.7, size.accounts)
    friends = rng.geometric(0.3, size.ideas) - 1 + rng.poisson(8, size.ideas) * (rng.random(size.ideas) < 0.1)
    worth = worth_of(rates, works, cheap)
    appeal = trace_of(normal_scores(worth), of.appeal_follows, rng)
    puppet = np.arange(size.accounts) >= size.accounts * (1 - puppets)
    temper.confirmed[puppet] = True
    ring = ring_of(worth, posted, size, rng, late=late) if puppets else np.empty(0, int)
    rates[ring], measured[ring], cheap[ring] = NONSENSE_RATES, NONSENSE_WORKS, NONSENSE_CHEAP
    worth[ring], appeal[ring] = worth.min(), appeal.min()
    return World(
        worth, posted, appeal, np.clip(rates, LEAST, MOST), measured, cheap, friends, ring,
        np.isin(np.arange(size.ideas), ring), puppet, keenness, generosity, temper, size.days, of.trials, of.herded,
        true_works=works,
    )  # fmt: skip


def between(limits: tuple[float, float], share: Floats) -> Floats:
    low, high = limits
    return low + (high - low) * share


def worth_of(rates: Floats, works: Floats, cheap: Floats) -> Floats:
    """The score of each idea at its true rates."""
    right, wanted, overlooked = rates.T
    found = {
        "obvious": np.maximum(LEAST, (right - CHANCE) / (1 - CHANCE)),
        "wanted": wanted,
        "overlooked": overlooked,
        "works": works,
        "cheap": cheap,
    }
    worth: Floats = prod(found[question] ** exponent(FLOORS[question]) for question in QUESTIONS)
    return worth


def normal_scores(values: Floats) -> Floats:
    ranks = np.argsort(np.argsort(values))
    scores: Floats = ndtri((ranks + 0.5) / len(values))
    return scores


def ring_of(worth: Floats, posted: Floats, size: Size, rng: np.random.Generator, *, late: bool) -> Integers:
    """Ideas that become the ring's: of the worse half, and posted early enough to be pushed."""
    days = (size.days * 0.6, size.days * 0.8) if late else (0.0, size.days / 2)
    open_ones = np.flatnonzero((worth < np.median(worth)) & (posted >= days[0]) & (posted < days[1]))
    return rng.permutation(open_ones)[: min(RING, size.ideas // 10)]
