"""A site where whoever comes glances at one idea: the real choice, the real weighing, the real answers and floors.

One visit is one card, about half a minute, as long as a visit to a list takes. Puppets know the formulas: they play
several cards a week, push their own ideas, and do with the others what their ruse says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evaluations.moments.reading import FLOORS, LEAST_N
from evaluations.moments.score import Evidence, clears, nearness, score
from evaluations.panel.answers import Counts, told
from evaluations.panel.choosing import ENOUGH, Candidate, due, in_order
from evaluations.panel.models.standing import POOL
from evaluations.panel.weighing import Glances, weights

from .machines import TRIALS, works_and_cheap
from .world import ACCOUNTS, DAYS, IDEAS, Floats, Integers, World

QUESTIONS = 3
PUPPET_CARDS = 15  # a week
WEIGHED_AFTER = 100  # cards; the site weighs every five minutes

Answers: TypeAlias = tuple[bool, bool, bool]  # right, would use and pay, knows no product
Ruse: TypeAlias = Callable[[World, int, np.random.Generator], Answers | None]


def deny(world: World, idea: int, rng: np.random.Generator) -> Answers:
    return False, False, False


def deny_and_guess_right(world: World, idea: int, rng: np.random.Generator) -> Answers:
    return True, False, False


def answer_honestly(world: World, idea: int, rng: np.random.Generator) -> Answers:
    right, wanted, overlooked = rng.random(QUESTIONS) < world.rates[idea]
    return bool(right), bool(wanted), bool(overlooked)


def leave_the_card(world: World, idea: int, rng: np.random.Generator) -> None:
    return None


# What a puppet says of ideas that are not its own.
RUSES: Mapping[str, Ruse] = {
    "deny": deny,
    "deny, guess right": deny_and_guess_right,
    "honest but for their own": answer_honestly,
    "answer for their own alone": leave_the_card,
}


@dataclass
class Panel:
    """What the site has: one row for each glance, what is counted of each idea, and who was dealt what."""

    dealt: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((ACCOUNTS, IDEAS), bool))
    person: list[int] = field(default_factory=list)
    idea: list[int] = field(default_factory=list)
    week: list[int] = field(default_factory=list)
    dealt_in: NDArray[np.int64] = field(default_factory=lambda: np.zeros((ACCOUNTS, DAYS // 7 + 1), int))
    answers: list[Answers] = field(default_factory=list)
    n: Floats = field(default_factory=lambda: np.zeros(IDEAS))
    sums: Floats = field(default_factory=lambda: np.zeros((IDEAS, QUESTIONS)))
    due: Floats = field(default_factory=lambda: np.full(IDEAS, due(Candidate(0))))

    def candidate(self, idea: int) -> Candidate:
        n, (right, would, none_known) = float(self.n[idea]), map(float, self.sums[idea])
        return Candidate(idea, n, right, n, would, none_known)

    def keep(self, person: int, idea: int, week: int, answers: Answers) -> None:
        """It counts whole until all are weighed again."""
        self.person.append(person)
        self.idea.append(idea)
        self.week.append(week)
        self.answers.append(answers)
        self.n[idea] += 1
        self.sums[idea] += answers
        self.due[idea] = due(self.candidate(idea))

    def weigh(self) -> None:
        if not self.person:
            return
        idea, answers = np.array(self.idea), np.array(self.answers, float)
        person, week = np.array(self.person), np.array(self.week)
        heard = weights(Glances(person, idea, self.dealt_in[person, week], answers))
        self.n = np.bincount(idea, heard, IDEAS).astype(float)
        self.sums = np.stack([np.bincount(idea, heard * column, IDEAS) for column in answers.T], axis=1)
        self.due = np.array([due(self.candidate(each)) for each in range(IDEAS)])


@dataclass(frozen=True, slots=True)
class Glanced:
    """How it ended. `glances`: of honest people; `order`: as `/moments` lists them; `fewest` and `most` of an idea
    that was posted a day before the end or earlier, weighed."""

    order: Integers
    glances: int
    moments: int
    fewest: float
    most: float


def glance(world: World, visits: int, seed: int, ruse: str = "deny") -> Glanced:
    """`visits` a day of honest people, and of each puppet PUPPET_CARDS a week."""
    rng, chance = np.random.default_rng([seed, 3]), Random(seed)
    machines = works_and_cheap(world, seed)
    panel, clear, moments = Panel(), np.zeros(IDEAS, bool), np.zeros(IDEAS, bool)
    for day in range(DAYS):
        for turn, person in enumerate(players(world, visits, rng)):
            if turn % WEIGHED_AFTER == 0:
                panel.weigh()
            posted = np.searchsorted(world.posted, day + 1)
            idea = next_card(panel, person, int(posted), chance)
            if idea is not None:
                play(panel, world, person, idea, day // 7, RUSES[ruse], rng)
        panel.weigh()
        known = [evidence_of(panel, machines, idea) for idea in range(IDEAS)]
        clear_before, clear = clear, np.array([clears(each) for each in known])
        moments = clear & (clear_before | moments)
    scores = np.array([(score(each) or 0.0) if moments[idea] else 0.0 for idea, each in enumerate(known)])
    near = np.array([nearness(each) for each in known])
    old = panel.n[world.posted < DAYS - 1]
    glances = int((~world.puppet[panel.person]).sum())
    return Glanced(np.lexsort((-near, -scores)), glances, int(moments.sum()), old.min(), old.max())


def players(world: World, visits: int, rng: np.random.Generator) -> Integers:
    keen = world.keenness[world.honest]
    honest = rng.choice(world.honest, rng.poisson(visits), p=keen / keen.sum())
    puppets = np.repeat(world.puppets, rng.poisson(PUPPET_CARDS / 7, len(world.puppets)))
    everybody: Integers = rng.permutation(np.append(honest, puppets))
    return everybody


def next_card(panel: Panel, person: int, posted: int, chance: Random) -> int | None:
    """As `panel.actions.dealing` does it: of those that are due, one that this person was not dealt."""
    any_short = bool((panel.n[:posted] < 12).any())
    may = ~panel.dealt[person, :posted]
    if any_short:
        may &= panel.n[:posted] < ENOUGH
    open_ones = np.flatnonzero(may)
    pool = open_ones[np.argsort(-panel.due[open_ones], kind="stable")[:POOL]]
    first = in_order([panel.candidate(int(each)) for each in pool], chance, any_short=any_short)[:1]
    return first[0].idea if first else None


def play(panel: Panel, world: World, person: int, idea: int, week: int, ruse: Ruse, rng: np.random.Generator) -> None:
    panel.dealt[person, idea] = True
    panel.dealt_in[person, week] += 1
    if not world.puppet[person]:
        answers: Answers | None = answer_honestly(world, idea, rng)
    elif idea in world.ring:
        answers = (True, True, True)
    else:
        answers = ruse(world, idea, rng)
    if answers:
        panel.keep(person, idea, week, answers)


def evidence_of(panel: Panel, machines: Floats, idea: int) -> dict[str, Evidence]:
    n, (right, would, none_known) = float(panel.n[idea]), map(float, panel.sums[idea])
    people = told(Counts(n=n, right=right, none_known=none_known, asked=n, would=would, people=round(n)))
    of_people = {name: Evidence(answer.lower, FLOORS[name], answer.n, LEAST_N[name]) for name, answer in people.items()}
    works, cheap = map(float, machines[idea])
    return of_people | {
        "works": Evidence(works, FLOORS["works"], TRIALS, LEAST_N["works"]),
        "cheap": Evidence(cheap, FLOORS["cheap"], TRIALS, LEAST_N["cheap"]),
    }
