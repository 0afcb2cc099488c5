"""Ideas for a few: worlds in which people work in fields, some say so, and some ideas are wanted in one field alone.

A niche gem is a good idea that 30 to 60 % want in a field of 3 to 10 % of the people, and nearly nobody elsewhere. The
ring says that it works in the smallest field, and posts nonsense for that. `plain` nonsense is the harder kind: it
looks like a product, so everybody gets it and knows none, and only nobody wants it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from evaluations.moments.evidence import FLOORS
from evaluations.panel.answers import TINY
from evaluations.panel.audience import MOST_FLOOR, AudienceCounts, floor_for
from evaluations.panel.models.glance import KNOWN_FROM
from evaluations.panel.next_idea import ENOUGH, ENOUGH_INSIDE, FLOOR, FOR_THEIRS

from .world import Floats, Integers, World

FIELDS, MAX_SAID = 20, 3
SIZES, SAY = (0.03, 0.10), (0.4, 0.8)  # shares of the people in a field; of them, who say so
NAMES = 0.5, 0.35, 0.15  # how many fields an author names: none, one, two
LIFT = (0.0, 1.0)  # logits by which a usual idea is wanted more in its field
GEMS = 10
GEM = {"right": (0.80, 0.95), "wanted": (0.30, 0.60), "elsewhere": (0.003, 0.02), "overlooked": (0.70, 0.95)}
GEM_WORKS, GEM_CHEAP = (0.88, 0.97), (0.90, 0.99)
PLAIN_NONSENSE = 0.90, 0.01, 0.90
WANTED = 1  # its column


@dataclass(frozen=True, slots=True)
class Audience:
    """Accounts x fields: who works in it and who says so. Ideas x fields: which it is for. `lift`: logits by which
    those inside want an idea more. `gems`: ideas."""

    works_in: NDArray[np.bool_]
    says: NDArray[np.bool_]
    of: NDArray[np.bool_]
    lift: Floats
    gems: Integers

    def lifted(self, person: int, idea: int, rates: Floats) -> Floats:
        """What those who work in its field answer, whether they say so or not."""
        if not (self.works_in[person] & self.of[idea]).any():
            return rates
        raised = rates.copy()
        raised[WANTED] = expit(logit(rates[WANTED]) + self.lift[idea])
        return raised


def with_audiences(world: World, seed: int, *, plain: bool = False) -> World:
    """The same world, in which people work in fields, with GEMS of its ideas as niche gems."""
    rng = np.random.default_rng([seed, 29])
    sizes = rng.uniform(*SIZES, FIELDS)
    works_in = rng.random((world.accounts, FIELDS)) < sizes
    says = works_in & (rng.random(world.accounts) < rng.uniform(*SAY))[:, None]
    says &= np.cumsum(says, axis=1) <= MAX_SAID
    of = np.zeros((world.ideas, FIELDS), bool)
    for row, number in zip(of, rng.choice(len(NAMES), world.ideas, p=NAMES), strict=True):
        row[rng.permutation(FIELDS)[:number]] = True
    lift = rng.uniform(*LIFT, world.ideas)
    order = rng.permutation(world.ideas)  # the same with a ring as without
    gems = order[~world.is_ring[order] & (world.posted[order] < world.days * 2 / 3)][:GEMS]
    rates, works, cheap, worth = world.rates.copy(), world.works.copy(), world.cheap.copy(), world.worth.copy()
    inside = rng.uniform(*GEM["wanted"], GEMS)
    rates[gems] = np.stack([rng.uniform(*GEM[name], GEMS) for name in ("right", "elsewhere", "overlooked")], axis=1)
    lift[gems] = logit(inside) - logit(rates[gems, WANTED])
    works[gems], cheap[gems] = rng.uniform(*GEM_WORKS, GEMS), rng.uniform(*GEM_CHEAP, GEMS)
    of[gems] = np.eye(FIELDS, dtype=bool)[rng.integers(FIELDS, size=GEMS)]
    worth[gems] = worth.max()
    smallest = np.eye(FIELDS, dtype=bool)[int(sizes.argmin())]
    says[world.puppet], of[world.ring], lift[world.ring] = smallest, smallest, 0.0
    works_in[world.puppet] = smallest
    if plain:
        rates[world.ring] = PLAIN_NONSENSE
    audience = Audience(works_in, says, of, lift, gems)
    return replace(world, rates=rates, works=works, cheap=cheap, worth=worth, audience=audience)


@dataclass
class SimulatedAudiences:
    """What the site knows: of each idea what those inside said, `counted` and of them the `sums` of yes to each of the
    three questions; of each field the voices of those who say it."""

    audience: Audience
    counted: Floats = field(init=False)
    sums: Floats = field(init=False)
    floors: Floats = field(init=False)

    def __post_init__(self) -> None:
        ideas = len(self.audience.of)
        self.counted, self.sums, self.floors = np.zeros(ideas), np.zeros((ideas, 3)), np.full(ideas, MOST_FLOOR)

    def is_inside(self, person: Integers, idea: Integers) -> NDArray[np.bool_]:
        both = self.audience.says[person] & self.audience.of[idea]
        found: NDArray[np.bool_] = both.sum(axis=-1) > 0
        return found

    def choice(
        self, person: int, may: NDArray[np.bool_], known: tuple[Floats, Floats], rng: np.random.Generator
    ) -> tuple[NDArray[np.bool_], tuple[Floats, Floats]]:
        """The ideas among which the card is drawn, and what is known of them. Now and then only those for this person's
        fields that lack glances of those inside, as in `panel.actions.cards`."""
        asked = known[0][:, WANTED]
        lacking = np.array(may & (self.counted[: len(may)] < ENOUGH_INSIDE))
        if (asked < FLOOR - TINY).any():
            lacking &= asked < ENOUGH
        theirs: NDArray[np.bool_] = lacking & self.is_inside(np.array([person]), np.arange(len(may)))
        if rng.random() >= FOR_THEIRS or not theirs.any():
            return may, known
        counted, sums = (columns.copy() for columns in known)
        counted[:, WANTED], sums[:, WANTED] = self.counted[: len(may)], self.sums[: len(may), WANTED]
        return theirs, (counted, sums)

    def keep(self, person: int, idea: int, answers: Sequence[bool]) -> None:
        if (self.audience.says[person] & self.audience.of[idea]).any():
            self.counted[idea] += 1
            self.sums[idea] += answers

    def weigh(self, person: Integers, idea: Integers, voices: Floats, answers: Floats) -> None:
        ideas, accounts = len(self.counted), len(self.audience.says)
        heard = voices * self.is_inside(person, idea)
        self.counted = np.bincount(idea, heard, ideas).astype(np.float64)
        self.sums = np.stack([np.bincount(idea, heard * column, ideas) for column in answers.T], axis=1)
        glances = np.bincount(person, minlength=accounts)
        mean = np.bincount(person, voices, accounts) / np.maximum(1, glances) * (glances >= KNOWN_FROM)
        sizes = mean @ self.audience.says
        self.floors = np.array([self.floor(sizes[of], float(mean.sum())) for of in self.audience.of])

    @staticmethod
    def floor(sizes: Floats, players: float) -> float:
        return floor_for(float(sizes.min()), players) if len(sizes) else FLOORS["wanted"]

    def said_inside(self, idea: int) -> dict[str, Any]:
        """For `panel.answers.GlanceCounts`."""
        right, _, none_known = map(float, self.sums[idea])
        return {"n_inside": float(self.counted[idea]), "right_inside": right, "none_known_inside": none_known}

    def counts(self, idea: int) -> AudienceCounts | None:
        if not self.audience.of[idea].any():
            return None
        n, would = float(self.counted[idea]), float(self.sums[idea, WANTED])
        return AudienceCounts("it", float(self.floors[idea]), n, would, round(n), round(would))
