"""The ruses of accounts under one hand on the site of Moments. They know the formulas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from evaluations.moments.evidence import FLOORS

from .world import World

QUESTIONS = 3
NOW_AND_THEN = 0.6
PUPPET_CARDS = 15  # a week
BURST_CARDS = 15  # in a day; more would share the same voice of a week
Answers: TypeAlias = tuple[bool, bool, bool]  # right, would use and pay, knows no product
Says: TypeAlias = Callable[[World, int, int, np.random.Generator], Answers | None]


@dataclass(frozen=True, slots=True)
class Ruse:
    """`says`: their answers about ideas that are not their own. `shuts_out`: they first open the page of every other
    idea, so that they are dealt only their own. `claims`: they claim that a frontier lab's product does what the others
    are for. Not `signed_in`: each plays from another network. `late`: their ideas are posted in the last third. From
    `from_day` on, a share of the whole time, they play; before, they are silent. `bursts`: before, they answer honestly
    about all ideas, theirs included; on that day each plays BURST_CARDS, and then nothing."""

    says: Says
    shuts_out: bool = False
    claims: bool = False
    signed_in: bool = True
    late: bool = False
    from_day: float = 0.0
    bursts: bool = False
    pushes: bool = True

    def on(self, day: int, days: int) -> tuple["Ruse", float]:
        """What they do on this day, and how many cards each plays."""
        start = int(self.from_day * days)
        if self.bursts:
            return (self, BURST_CARDS) if day == start else (HONEST, PUPPET_CARDS / 7 * (day < start))
        return self, PUPPET_CARDS / 7 * (day >= start)


def deny(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    return False, False, False


def deny_and_guess_right(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    return True, False, False


def answer_honestly(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    return world.answers_of(person, idea, 0, rng)


def leave_the_card(world: World, person: int, idea: int, rng: np.random.Generator) -> None:
    return None


def deny_rivals(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    """Honest, to keep their weight, except about ideas that may become Moments: those that machines can do cheaply."""
    is_rival = world.works[idea] >= FLOORS["works"] and world.cheap[idea] >= FLOORS["cheap"]
    return deny(world, person, idea, rng) if is_rival else answer_honestly(world, person, idea, rng)


def follow_the_plan_now_and_then(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    """To look like others."""
    return (deny_rivals if rng.random() < NOW_AND_THEN else answer_honestly)(world, person, idea, rng)


def answer_by_lot(world: World, person: int, idea: int, rng: np.random.Generator) -> Answers:
    """Yes as often as is average, whatever the idea is."""
    return answer_honestly(world, person, int(rng.integers(world.ideas)), rng)


HONEST = Ruse(answer_honestly, pushes=False)

RUSES: Mapping[str, Ruse] = {
    "deny": Ruse(deny),
    "deny, guess right": Ruse(deny_and_guess_right),
    "deny rivals, else honest": Ruse(deny_rivals),
    "deny rivals now and then": Ruse(follow_the_plan_now_and_then),
    "late, deny rivals, else honest": Ruse(deny_rivals, late=True),
    "silent until a burst at the end": Ruse(deny_rivals, from_day=0.8),
    "honest, then all deny rivals in one day": Ruse(deny_rivals, from_day=0.8, bursts=True),
    "answer others by lot": Ruse(answer_by_lot),
    "honest but for their own": Ruse(answer_honestly),
    "answer for their own alone": Ruse(leave_the_card),
    "shut out all but their own": Ruse(leave_the_card, shuts_out=True),
    "claim prior art, deny": Ruse(deny, claims=True),
    "claim prior art, honest but for their own": Ruse(answer_honestly, claims=True),
    "signed out, deny": Ruse(deny, signed_in=False),
    "signed out, shut out all but their own": Ruse(leave_the_card, shuts_out=True, signed_in=False),
}
