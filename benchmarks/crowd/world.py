"""The simulated world: ideas whose worth nobody in the simulation knows, and the accounts that look at them.

The worth of an idea is one number. People and machines never see it, only traces of it: the appeal that makes people
vote has a correlation of 0.9 with it, each of the five answers one of 0.7. Five such traces together have 0.91, so no
side has an advantage: with endless votes or endless glances both would show the worth equally well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

from evaluations.panel.answers import CHANCE

if TYPE_CHECKING:
    from .audiences import Audience

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

IDEAS, DAYS, ACCOUNTS = 300, 30, 1_000
RING = 6  # ideas that the accounts under one hand push: none of them is worth much
APPEAL_FOLLOWS, ANSWER_FOLLOWS = 0.9, 0.7
# The minimum and the maximum of each answer's true rate.
OBVIOUS, WANTED, OVERLOOKED = (0.35, 0.98), (0.01, 0.45), (0.35, 0.99)
WORKS, CHEAP = (0.45, 0.99), (0.60, 0.99)
TRIALS = 60  # of an idea's best run
HERDED = 0.5  # what tenfold votes add to the logit of another one


@dataclass(frozen=True, slots=True)
class Temper:
    """How the accounts differ. The neutral one: everybody has the same taste, and always takes care.

    `cluster`: the cluster of taste of each account; `tastes`: clusters x ideas x 3 logits, added to the rates; `style`:
    accounts x 3 logits, for people who say yes more often, whatever the idea is. `careless`: the chance that an account
    answers without looking; `tires`: what each further card of a week adds to it. Not `confirmed` accounts count as
    strangers. `opens`: the share of ideas that somebody had opened before their card could come."""

    cluster: Integers
    tastes: Floats
    style: Floats
    careless: Floats
    confirmed: NDArray[np.bool_]
    tires: float = 0.0
    opens: float = 0.0


@dataclass(frozen=True, slots=True)
class World:
    """Columns by idea, the earliest first; then columns by account. Rates are shares from 0 to 1, times are days.

    `rates`: ideas x (obvious, wanted, overlooked), the answers of honest people with time. `friends`: number of people
    who vote for an idea at once because they know its author, whatever its worth: the early luck. `puppet`: accounts
    under one hand, which push the ideas of `ring`."""

    worth: Floats
    posted: Floats
    appeal: Floats
    rates: Floats
    works: Floats
    cheap: Floats
    friends: Integers
    ring: Integers
    is_ring: NDArray[np.bool_]
    puppet: NDArray[np.bool_]
    keenness: Floats
    generosity: Floats
    temper: Temper
    days: int = DAYS
    trials: int = TRIALS
    herded: float = HERDED
    audience: Audience | None = None  # None: nobody says what they know
    true_works: Floats | None = None  # None: authors' examples are as hard as what comes

    @property
    def ideas(self) -> int:
        return len(self.worth)

    @property
    def accounts(self) -> int:
        return len(self.puppet)

    @property
    def honest(self) -> Integers:
        return np.flatnonzero(~self.puppet)

    @property
    def puppets(self) -> Integers:
        return np.flatnonzero(self.puppet)

    def answers_of(self, person: int, idea: int, cards: int, rng: np.random.Generator) -> tuple[bool, bool, bool]:
        """What this account answers of itself about an idea: right, wanted, overlooked. `cards`: dealt to it in this
        week."""
        temper = self.temper
        rates = self.rates[idea]
        if rng.random() < temper.careless[person] + temper.tires * cards:
            rates = np.array([CHANCE, *self.rates[rng.integers(self.ideas), 1:]])
        else:
            rates = self.audience.lifted(person, idea, rates) if self.audience else rates
            rates = expit(logit(rates) + temper.tastes[temper.cluster[person], idea] + temper.style[person])
        right, wanted, overlooked = rng.random(len(rates)) < rates
        return bool(right), bool(wanted), bool(overlooked)


def neutral(accounts: int, ideas: int) -> Temper:
    return Temper(
        cluster=np.zeros(accounts, np.int64),
        tastes=np.zeros((1, ideas, 3)),
        style=np.zeros((accounts, 3)),
        careless=np.zeros(accounts),
        confirmed=np.ones(accounts, bool),
    )


def make_world(seed: int, puppets: float, *, luck: bool = True) -> World:
    """The same world for the same seed, except `puppets` (a share of all accounts), the ring, and `luck`."""
    rng = np.random.default_rng(seed)
    worth = rng.standard_normal(IDEAS)
    traces = [trace_of(worth, ANSWER_FOLLOWS, rng) for _ in range(5)]
    obvious, wanted, overlooked, works, cheap = (
        low + (high - low) * ndtr(trace)
        for trace, (low, high) in zip(traces, (OBVIOUS, WANTED, OVERLOOKED, WORKS, CHEAP), strict=True)
    )
    appeal = trace_of(worth, APPEAL_FOLLOWS, rng)
    posted = np.sort(rng.uniform(0, DAYS - 5, IDEAS))
    friends = rng.geometric(0.3, IDEAS) - 1 + rng.poisson(8, IDEAS) * (rng.random(IDEAS) < 0.1)
    friends *= luck
    keenness = rng.lognormal(0, 0.8, ACCOUNTS)
    generosity = rng.normal(0, 0.7, ACCOUNTS)
    puppet = np.arange(ACCOUNTS) >= ACCOUNTS * (1 - puppets)
    # Ideas of the worse half that were posted early enough to be pushed.
    ring = rng.permutation(np.flatnonzero((worth < 0) & (posted < DAYS / 2)))[:RING] if puppets else np.empty(0, int)
    # Authors who know the formula give easy examples, for which machines find that the idea works and is cheap.
    works[ring], cheap[ring] = WORKS[1], CHEAP[1]
    is_ring = np.isin(np.arange(IDEAS), ring)
    rates = np.stack([obvious, wanted, overlooked], axis=1)
    return World(
        worth, posted, appeal, rates, works, cheap, friends, ring, is_ring, puppet, keenness, generosity,
        neutral(ACCOUNTS, IDEAS),
    )  # fmt: skip


def trace_of(worth: Floats, follows: float, rng: np.random.Generator) -> Floats:
    """A standard normal variable with this correlation to the worth."""
    noise = rng.standard_normal(len(worth))
    trace: Floats = follows * worth + np.sqrt(1 - follows**2) * noise
    return trace
