"""How much each glance counts: one person, one voice, and only if their answers are their own and depend on the ideas.
Pure.

Four rules limit what many accounts under one hand can do. None of them needs to know which accounts these are:

1. One person's voice of a week is 10 glances, shared among all cards that they were dealt in that week, answered or
   not. So somebody who plays all day has no louder voice, and somebody who skips cards until the one they want to push
   comes has spent most of theirs. An idea that somebody opened, voted for or commented on is not dealt to them. By
   shutting out all but a few ideas, a person could be sure to be dealt these; therefore their answers are multiplied
   by the share of the ideas not yet dealt to them that they left open. On average nobody gains voice about any idea by
   shutting others out.
2. An answer counts by the probability that its person answers about the ideas and not from habit
   (`prototypes.statistics.habit`). Somebody who denies everything, praises everything or clicks at random soon fits the
   second better. The share of people who answer from habit is not assumed but learnt from all of them. Anyone no more
   suspicious than an unknown player gets full weight.
3. An answer counts by the probability that its person belongs to no ring: a group that pushes the same ideas and sinks
   the same others, whatever everybody else says (`rings`). The second rule does not see a ring that is honest about all
   ideas but its own and its rivals. What everybody else says is told by one voice for each person, shared among all
   cards they were dealt: who answers about a few ideas alone is no louder there than who answers about all. Otherwise a
   ring that leaves all other cards would be everybody else about its own ideas.
4. Nothing is known about a signed-out player, so none of these works for them. All of them together count at most a
   quarter of what people count about the same idea.

`benchmarks/moments.py` and, in a family of other worlds, `benchmarks/worlds.py` test them against accounts that sink
others' ideas, that do so and guess right or sink rivals alone, that answer at random about others, that are honest
about all but their own ring, that answer about their own ring alone, that shut out all but their ring, and that are
signed out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.statistics.habit import not_from_habit

from .rings import share_alone

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WEEKLY_VOICE = 10.0  # an honest player rarely glances more often; more glances add nothing to one person's voice
MAX_STRANGERS = 0.25  # of what people count about the same idea: one hand may have any number of networks


@dataclass(frozen=True, slots=True)
class GlanceColumns:
    """Columns of equal length, one row for each glance. `dealt`: cards dealt to its person in its week, answered or
    not, at least the glance's own. `left_open`: `share_left_open` at the deal. `answers`: glances x questions, each 0
    or 1. `spent`: the voice that all cards of its person took in all weeks, answered or not (`voice_spent`); None if
    all were answered."""

    person: Integers
    idea: Integers
    dealt: Integers
    left_open: Floats
    answers: Floats
    spent: Floats | None = None

    def __len__(self) -> int:
        return len(self.person)


def voice_spent(dealt: Iterable[int]) -> float:
    """`dealt`: the number of cards that one person was dealt in each week."""
    return sum(min(WEEKLY_VOICE, cards) for cards in dealt)


def share_left_open(undealt: int, shut_out: int) -> float:
    """Of the ideas not yet dealt to somebody, the share that they did not shut out."""
    return max(0, undealt - shut_out) / undealt if undealt > 0 else 1.0


def share_of_strangers(people: float, strangers: float) -> float:
    """The factor for the answers of signed-out players. `people`: summed weights of people's answers about the same
    idea; `strangers`: those of signed-out players without this factor."""
    return min(1.0, MAX_STRANGERS * people / strangers) if strangers > 0 else 1.0


def weights(glances: GlanceColumns) -> Floats:
    """From 0 to 1 for each glance, in their order."""
    if not len(glances):
        return np.empty(0)
    _, person = np.unique(glances.person, return_inverse=True)
    _, idea = np.unique(glances.idea, return_inverse=True)
    voice = np.minimum(1.0, WEEKLY_VOICE / glances.dealt) * glances.left_open
    spent = np.bincount(person, voice)[person] if glances.spent is None else glances.spent
    voice *= share_alone(person, idea, glances.answers, voice / np.maximum(1.0, spent))
    return not_from_habit(person, idea, glances.answers, voice)
