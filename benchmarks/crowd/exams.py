"""Who chose what machines are measured on: the site's floor of works, and strangers' rows, day by day.

Authors choose their examples, so works takes more until MIN_STRANGERS rows of strangers stand (`ideas.floors`); from
then on the lesser bound counts. To give and to judge rows are acts, each as long as a glance. A part of the day's
visits goes there: to the ideas that lack nothing else.

Acts are dealt by lot. About an honest idea only those of honest people count, and its rows are as hard as the truth is:
`benchmarks/strangers.py` shows that a ring's share of rows and verdicts moves that number by nothing. About the ring's
nonsense only those of puppets count, since others see no use in it and leave these cards; puppets give easy rows. So a
ring gets its rows, but only as fast as its accounts are dealt them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.statistics import best_of_interval
from ideas.floors import MIN_STRANGERS, WORKS_FLOOR, works_floor

from .world import Floats, Integers

GIVING = 0.5  # of a day's visits at most
ACTS = 40 / MIN_STRANGERS  # for each row that stands, in peace: `benchmarks/strangers.py`
MOST_ROWS = 2 * MIN_STRANGERS
EASY = 0.99  # of puppets' rows about their own ideas, machines get so many right


@dataclass
class SimulatedExams:
    """`works`: lower bounds on the authors' examples; `true`: shares that machines get right of what comes.
    `giving` None: every idea has its rows from the first day, as easy as its author's. `acts`: made for each idea."""

    works: Floats
    true: Floats
    is_ring: NDArray[np.bool_]
    giving: float | None
    rng: np.random.Generator
    acts: Floats = field(init=False)
    right: Integers = field(init=False)

    def __post_init__(self) -> None:
        self.acts = np.zeros(len(self.works))
        chance = np.where(self.is_ring, EASY, self.true)[:, None]
        self.right = np.cumsum(self.rng.random((len(chance), MOST_ROWS)) < chance, axis=1)

    def rows(self, idea: int) -> int:
        return MIN_STRANGERS if self.giving is None else int(min(MOST_ROWS, self.acts[idea] / ACTS))

    def floor(self, idea: int) -> float:
        return works_floor(self.rows(idea))

    def lower(self, idea: int) -> float:
        """What the site knows of works."""
        by_author, rows = float(self.works[idea]), self.rows(idea)
        if self.giving is None or rows < MIN_STRANGERS:
            return by_author
        return min(by_author, best_of_interval(int(self.right[idea, rows - 1]), rows, 1).lower)

    def give(self, near: Integers, honest: float, puppets: float) -> float:
        """Returns how many visits of honest people it takes of this day. `near`: ideas, the nearest to a Moment first;
        `honest`, `puppets`: cards that both would play."""
        share = honest / (honest + puppets)
        left, spent = (self.giving or 0.0) * (honest + puppets), 0.0
        for idea, missing in self.missing(near):
            theirs = 1 - share if self.is_ring[idea] else share
            acts = min(left, missing / theirs) if theirs else 0.0
            self.acts[idea] += acts * theirs
            left -= acts
            spent += 0.0 if self.is_ring[idea] else acts * theirs
        return spent

    def missing(self, near: Integers) -> Iterator[tuple[int, float]]:
        """Acts until the rows stand; and more rows where these do not reach the floor."""
        for idea in map(int, near):
            below, rows = self.lower(idea) < self.floor(idea), self.rows(idea)
            if self.works[idea] >= WORKS_FLOOR and below and rows < MOST_ROWS:
                enough = MIN_STRANGERS if rows < MIN_STRANGERS else MOST_ROWS
                yield idea, enough * ACTS - float(self.acts[idea])
