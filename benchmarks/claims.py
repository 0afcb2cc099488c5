"""How much must uphold a claim? False claims by small crowds against true ones by honest people, on sites of any size.

Each site has honest players who glance at ideas as they are dealt, a few a week. After two weeks somebody claims that a
frontier lab's product does what one of the ideas is for, and the next four weeks are watched. People who are dealt the
idea after the claim see it beside the truth; a share of them says whether it is so, and a few of these are wrong. The
claim is false and a crowd upholds it, or it is true and nobody plots, or a crowd challenges it. Weights of glances are
the real ones, and so are the rules of `panel.models.claim`; beside these stand others, to choose from.

Not modelled: moderators, who uphold or hide a claim alone; the choice of the next card (each player is dealt the ideas
in a random order); people who glanced before the claim and challenge it on its page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from evaluations.panel.models.claim import MAX_NEEDED, MIN_NEEDED, OUTWEIGH, weight_needed
from evaluations.panel.models.glance import KNOWN_FROM
from evaluations.panel.weights import GlanceColumns, weights

from .crowd.world import OBVIOUS, OVERLOOKED, WANTED, Floats, Integers

SITES = {20: 30, 50: 60, 200: 100, 1_000: 300, 5_000: 1_000}  # honest players: ideas
BEFORE, AFTER = 14.0, 28.0  # days
CARDS = 3.5  # a week and honest player
CROWD_CARDS = 5.0  # a week and account of the crowd; more than five give no more voice
SAYS, WRONG = 0.25, 0.05  # of those who see the claim, who say whether it is so; of these, who are wrong
CLAIMED = 0  # the idea
WITHIN = 1 / 24  # days in which the crowd's fresh accounts do what they do
WORLDS = 100


@dataclass(frozen=True, slots=True)
class Hand:
    """What one player glanced at: the ideas and the days, in order. `passed`: other cards dealt in the week of each;
    `left_open`: as in `panel.weights`."""

    ideas: Integers
    days: Floats
    passed: int = 0
    left_open: float = 1.0


Deal = Callable[[int, np.random.Generator], Hand]


def play(ideas: int, rng: np.random.Generator, *, cards: float = CROWD_CARDS, since: float = -BEFORE) -> Hand:
    """So many cards a week until the end."""
    n = min(ideas, rng.poisson(cards * (AFTER - since) / 7))
    return Hand(rng.permutation(ideas)[:n], np.sort(rng.uniform(since, AFTER, n)))


def shut_out(ideas: int, rng: np.random.Generator) -> Hand:
    """Open all other pages, so that the claimed idea is the only one that is left."""
    return Hand(np.array([CLAIMED]), rng.uniform(0, WITHIN, 1), left_open=1 / ideas)


def let_pass(ideas: int, rng: np.random.Generator) -> Hand:
    """Give back every card until that of the claimed idea comes."""
    return Hand(np.array([CLAIMED]), rng.uniform(0, WITHIN, 1), passed=int(rng.integers(ideas)))


@dataclass(frozen=True, slots=True)
class Crowd:
    """`size`: accounts, or a share of the honest ones if below 1."""

    size: float
    deal: Deal = play

    def accounts(self, honest: int) -> int:
        return int(self.size * honest if self.size < 1 else self.size)


NOBODY = Crowd(0)
CROWDS = {
    "20 fresh accounts that open all other ideas": Crowd(20, shut_out),
    "20 fresh accounts that let other cards pass": Crowd(20, let_pass),
    "20 fresh accounts that play": Crowd(20, partial(play, since=0.0)),
    "20 accounts that have played before": Crowd(20),
    "5 % of the players": Crowd(0.05),
    "20 % of the players": Crowd(0.20),
}
CHALLENGE_THE_TRUTH = ("5 % of the players", "20 % of the players")


@dataclass(frozen=True, slots=True)
class Rule:
    """`needed`: the summed weight that upholds, by the number of players whose weight is known. `known_from`: weighed
    glances from which it is. `at_once`: for how many days a glance has full weight before it is weighed."""

    needed: Callable[[int], float] = weight_needed
    known_from: int = KNOWN_FROM
    at_once: float = 0.0


def constant(weight: float, players: int) -> float:
    return weight


RULES: Mapping[str, Rule] = {
    "ours": Rule(),
    "as before": Rule(partial(constant, MIN_NEEDED), known_from=1, at_once=5 / (24 * 60)),
    "ours, known from 1": Rule(known_from=1),
    "ours, known from 10": Rule(known_from=10),
    "always 3": Rule(partial(constant, MIN_NEEDED)),
    "always 12": Rule(partial(constant, MAX_NEEDED)),
    "grows from 8 players": Rule(partial(weight_needed, small=8)),
    "grows from 128 players": Rule(partial(weight_needed, small=128)),
}


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """Stances on the claim, one row each. `day`: when taken; `upholds`; `weight`: of their glance; `glanced`: the days
    of all glances of that person. `players`: the same of all people."""

    day: Floats
    upholds: NDArray[np.bool_]
    weight: Floats
    glanced: list[Floats]
    players: list[Floats]

    def upheld_on(self, rule: Rule) -> float:
        """The first day on which the claim is upheld; inf if it never is."""
        needed = rule.needed(sum(len(days) >= rule.known_from for days in self.players))
        counts = np.array([self.counts_from(row, rule.known_from) for row in range(len(self.day))])
        for day in np.unique(counts[np.isfinite(counts)]):
            weight = np.where(day - self.day < rule.at_once, 1.0, self.weight) * (counts <= day)
            upholders, challengers = weight @ self.upholds, weight @ ~self.upholds
            if upholders >= needed and upholders >= OUTWEIGH * challengers:
                return float(day)
        return inf

    def counts_from(self, row: int, known_from: int) -> float:
        """When the stance counts: once it is taken and the weight of its person is known."""
        days = self.glanced[row]
        return max(float(self.day[row]), float(days[known_from - 1])) if len(days) >= known_from else inf


def judge(seed: int, honest: int, crowd: Crowd, *, is_true: bool) -> JudgedClaim:
    """One site, from two weeks before the claim to four weeks after it."""
    rng, ideas = np.random.default_rng([seed, honest]), SITES[honest]
    hands = [play(ideas, rng, cards=CARDS) for _ in range(honest)]
    hands += [crowd.deal(ideas, rng) for _ in range(crowd.accounts(honest))]
    person = np.repeat(np.arange(len(hands)), [len(hand.ideas) for hand in hands])
    idea, day = (np.concatenate(columns) for columns in zip(*((hand.ideas, hand.days) for hand in hands), strict=True))
    weight = weigh(hands, person, idea, day, rng)
    plots = person >= honest
    speaks = (idea == CLAIMED) & (day >= 0) & (plots | (rng.random(len(idea)) < SAYS))
    upholds = np.where(plots, not is_true, is_true ^ (rng.random(len(idea)) < WRONG))
    glanced = [hand.days for hand in hands]
    return JudgedClaim(day[speaks], upholds[speaks], weight[speaks], [glanced[who] for who in person[speaks]], glanced)


def weigh(hands: list[Hand], person: Integers, idea: Integers, day: Floats, rng: np.random.Generator) -> Floats:
    """The weights at the end, of answers that are honest about every idea: nobody in a crowd gains by others."""
    rates = rates_of(int(idea.max()) + 1, rng)
    weeks = np.stack([person, ((day + BEFORE) // 7).astype(int)])
    _, where, cards = np.unique(weeks, axis=1, return_inverse=True, return_counts=True)
    dealt = cards[where.ravel()] + np.array([hand.passed for hand in hands])[person]
    left_open = np.array([hand.left_open for hand in hands])[person]
    answers = (rng.random((len(idea), rates.shape[1])) < rates[idea]).astype(float)
    return weights(GlanceColumns(person, idea, dealt, left_open, answers))


def rates_of(ideas: int, rng: np.random.Generator) -> Floats:
    """How often people say yes to the three questions about each idea."""
    limits = (OBVIOUS, WANTED, OVERLOOKED)
    return np.stack([low + (high - low) * ndtr(rng.standard_normal(ideas)) for low, high in limits], axis=1)


def main() -> None:
    print(f"{WORLDS} sites of each size; a claim is watched for {AFTER:.0f} days.")
    for name, crowd in CROWDS.items():
        print(f"\nFalse claim by {name}: upheld in so many of the sites, and the median day of those\n{head()}")
        report(crowd, is_true=False)
    print(f"\nTrue claim, of which {SAYS:.0%} of those who see it say whether it is so\n{head()}")
    report(NOBODY, is_true=True)
    for name in CHALLENGE_THE_TRUTH:
        print(f"\nTrue claim that {name} challenge\n{head()}")
        report(CROWDS[name], is_true=True)


def head() -> str:
    return f"{'honest players':<26}" + "".join(f"{honest:>14,}" for honest in SITES)


def report(crowd: Crowd, *, is_true: bool) -> None:
    judged = {honest: [judge(seed, honest, crowd, is_true=is_true) for seed in range(WORLDS)] for honest in SITES}
    for name, rule in RULES.items():
        cells = (cell([each.upheld_on(rule) for each in sites]) for sites in judged.values())
        print(f"{name:<26}" + "".join(f"{each:>14}" for each in cells))


def cell(days: list[float]) -> str:
    upheld = sorted(day for day in days if day < inf)
    middle = f", day {upheld[len(upheld) // 2]:.0f}" if upheld else ""
    return f"{len(upheld) / len(days):.0%}{middle}"
