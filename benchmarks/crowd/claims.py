"""Claims by accounts under one hand that a frontier lab's product does what others' ideas are for. All are false.

A claim is made as soon as an idea clears its floors. Every puppet upholds it, up to the daily limit; that its author
may not is ignored, since it is one of many. Honest people see a claim on the page with the truth, after their glance; a
share of those who see it challenge it.
"""

from dataclasses import dataclass, field

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from evaluations.panel.models.claim import OUTWEIGH, weight_needed
from evaluations.panel.models.glance import KNOWN_FROM

from .world import Floats, Integers, World

CHALLENGES = 0.25  # of honest people who see a false claim
UPHOLDS, CHALLENGED = 1, -1


@dataclass
class SimulatedClaims:
    """`made_after`: the number of glances before each claim."""

    accounts: int
    ideas: int
    made: NDArray[np.bool_] = field(init=False)
    made_after: Integers = field(init=False)
    stances: NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        self.made, self.made_after = np.zeros(self.ideas, bool), np.zeros(self.ideas, np.int64)
        self.stances = np.zeros((self.accounts, self.ideas), np.int8)

    def make(self, world: World, clear: NDArray[np.bool_], glances: int) -> None:
        """Every evening, against all ideas that are not their own."""
        new = clear & ~world.is_ring & ~self.made
        self.made_after[new] = glances
        self.made |= new
        claimed = np.flatnonzero(self.made)
        for person in world.puppets:
            silent = claimed[self.stances[person, claimed] == 0]
            self.stances[person, silent[: settings.STANCES_PER_DAY]] = UPHOLDS

    def see(self, person: int, idea: int, rng: np.random.Generator) -> None:
        if self.made[idea] and rng.random() < CHALLENGES:
            self.stances[person, idea] = CHALLENGED

    def upheld(self, person: Integers, idea: Integers, heard: Floats) -> NDArray[np.bool_]:
        """For each idea, as `panel.models.claim` decides it: by the summed weights of glances of people whose weight is
        known, for upholders only those after the claim."""
        known = np.bincount(person, minlength=self.accounts) >= KNOWN_FROM
        heard = heard * known[person]
        needed = weight_needed(int(known.sum()))
        said, since = self.stances[person, idea], np.arange(len(idea)) >= self.made_after[idea]
        upholders = np.bincount(idea, heard * (since & (said == UPHOLDS)), self.ideas)
        challengers = np.bincount(idea, heard * (said == CHALLENGED), self.ideas)
        upheld: NDArray[np.bool_] = (upholders >= needed) & (upholders >= OUTWEIGH * challengers)
        return upheld
