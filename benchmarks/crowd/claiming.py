"""Claims by accounts under one hand that a frontier lab has what others' ideas are for. All of them are false.

They are made as soon as an idea clears its floors, and upheld by every puppet as far as the limit of a day goes; that
whoever makes one has no say in it is left out, since it is one of many. What honest people know of a claim they know
from the page with the truth, after their glance: of those who see it there a share challenges it.
"""

from dataclasses import dataclass, field

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from evaluations.panel.models.claim import OUTWEIGH, UPHOLDERS

from .world import ACCOUNTS, IDEAS, World

CHALLENGES = 0.25  # of honest people who see a false claim
UPHOLDS, CHALLENGED = 1, -1


@dataclass
class Claims:
    made: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(IDEAS, bool))
    stances: NDArray[np.int8] = field(default_factory=lambda: np.zeros((ACCOUNTS, IDEAS), np.int8))

    def make(self, world: World, clear: NDArray[np.bool_]) -> None:
        """Of an evening, against all that is not their own."""
        self.made |= clear & ~world.is_ring
        claimed = np.flatnonzero(self.made)
        for person in world.puppets:
            silent = claimed[self.stances[person, claimed] == 0]
            self.stances[person, silent[: settings.STANCES_PER_DAY]] = UPHOLDS

    def see(self, person: int, idea: int, rng: np.random.Generator) -> None:
        if self.made[idea] and rng.random() < CHALLENGES:
            self.stances[person, idea] = CHALLENGED

    def upheld(self) -> NDArray[np.bool_]:
        """For each idea."""
        upholders, challengers = (self.stances == UPHOLDS).sum(axis=0), (self.stances == CHALLENGED).sum(axis=0)
        upheld: NDArray[np.bool_] = (upholders >= UPHOLDERS) & (upholders >= OUTWEIGH * challengers)
        return upheld
