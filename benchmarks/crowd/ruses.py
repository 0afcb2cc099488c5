"""The ruses of accounts under one hand on the site of Moments. They know the formulas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from evaluations.moments.evidence import FLOORS

from .world import World

QUESTIONS = 3
Answers: TypeAlias = tuple[bool, bool, bool]  # right, would use and pay, knows no product
Says: TypeAlias = Callable[[World, int, np.random.Generator], Answers | None]


@dataclass(frozen=True, slots=True)
class Ruse:
    """`says`: their answers about ideas that are not their own. `shuts_out`: they first open the page of every other
    idea, so that they are dealt only their own. `claims`: they claim that a frontier lab's product does what the others
    are for. Not `signed_in`: each plays from another network."""

    says: Says
    shuts_out: bool = False
    claims: bool = False
    signed_in: bool = True


def deny(world: World, idea: int, rng: np.random.Generator) -> Answers:
    return False, False, False


def deny_and_guess_right(world: World, idea: int, rng: np.random.Generator) -> Answers:
    return True, False, False


def answer_honestly(world: World, idea: int, rng: np.random.Generator) -> Answers:
    right, wanted, overlooked = rng.random(QUESTIONS) < world.rates[idea]
    return bool(right), bool(wanted), bool(overlooked)


def leave_the_card(world: World, idea: int, rng: np.random.Generator) -> None:
    return None


def deny_rivals(world: World, idea: int, rng: np.random.Generator) -> Answers:
    """Honest, to keep their weight, except about ideas that may become Moments: those that machines can do cheaply."""
    is_rival = world.works[idea] >= FLOORS["works"] and world.cheap[idea] >= FLOORS["cheap"]
    return deny(world, idea, rng) if is_rival else answer_honestly(world, idea, rng)


def answer_by_lot(world: World, idea: int, rng: np.random.Generator) -> Answers:
    """Yes as often as is average, whatever the idea is."""
    return answer_honestly(world, int(rng.integers(len(world.rates))), rng)


RUSES: Mapping[str, Ruse] = {
    "deny": Ruse(deny),
    "deny, guess right": Ruse(deny_and_guess_right),
    "deny rivals, else honest": Ruse(deny_rivals),
    "answer others by lot": Ruse(answer_by_lot),
    "honest but for their own": Ruse(answer_honestly),
    "answer for their own alone": Ruse(leave_the_card),
    "shut out all but their own": Ruse(leave_the_card, shuts_out=True),
    "claim prior art, deny": Ruse(deny, claims=True),
    "claim prior art, honest but for their own": Ruse(answer_honestly, claims=True),
    "signed out, deny": Ruse(deny, signed_in=False),
    "signed out, shut out all but their own": Ruse(leave_the_card, shuts_out=True, signed_in=False),
}
