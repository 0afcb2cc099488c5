"""How much each glance counts: one person, one voice, and only as far as others would bear it out. Pure.

Three things bound what a crowd of accounts under one hand can do, and none needs to know who they are:

1. One person's voice of a week is 5 glances, shared among all cards that they were dealt in it, answered or not. So
   whoever plays all day has no louder voice, and whoever lets cards go by until one comes that they want to push has
   spent most of theirs. An idea that somebody opened, voted for or commented on is not dealt to them, so whoever shuts
   out all but a few is sure to be dealt these: their answers count by the share of the ideas, not yet dealt to them,
   that they left open. On average nobody then has more of a voice about any one idea than by leaving all of them open.
2. An answer counts by how well the person's answers follow those of everybody else about the same ideas: by the slope
   of their answers on the others' mean, which is 1 for somebody who is right as often as the others. Whoever says the
   same of every idea tells nothing (slope 0), whoever says the contrary of the others is not heard. Whoever is far more
   decided than the others ever are (slope above 1) counts by 1 / slope: accounts under one hand agree with each other
   as no independent people do, and would drown out the rest by it. The person's own answers are left out of the mean,
   and so are those about the idea in question, so that nobody is heard less for an answer that the others do not share
   there.
3. Somebody signed out is nobody in particular, so neither of these can be asked of them. All of them together count at
   most a quarter of what people count about the same idea.

The second is the influence limiter's thought (Resnick and Sami, RecSys 2007), as one regression through the origin with
a prior of slope 1, repeated so that the mean itself is of those who are heard. `benchmarks/moments.py` holds it against
accounts that sink others' ideas, that do so and guess right, that answer honestly but for their own ring, that
answer for their own ring alone, that shut out all but their ring, and that are signed out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WEEKLY_VOICE = 5.0  # an honest player glances about so often; more adds nothing to one person's voice
STRANGERS_MOST = 0.25  # of what people count about the same idea: nobody knows how many networks one hand has
PRIOR = 0.3  # as if each person had already agreed a little: the first answers of a newcomer count whole
# Until the weights stand still, or so many rounds: where few ideas get most glances, a crowd under one hand is told
# from the others late, and after three rounds had still put some of its ideas among the first ten.
ROUNDS, STILL = 30, 0.005


@dataclass(frozen=True, slots=True)
class Glances:
    """Columns of equal length, one row for each glance. `dealt`: cards that its person was dealt in its week, answered
    or not, and at least the glance's own. `left_open`: as `share_left_open` was at the deal. `answers`: glances x
    questions, each 0 or 1."""

    person: Integers
    idea: Integers
    dealt: Integers
    left_open: Floats
    answers: Floats

    def __len__(self) -> int:
        return len(self.person)


def share_left_open(undealt: int, shut_out: int) -> float:
    """Of the ideas that could be dealt to somebody and were not yet, the share that they did not shut out."""
    return max(0, undealt - shut_out) / undealt if undealt > 0 else 1.0


def share_of_strangers(people: float, strangers: float) -> float:
    """How far answers of those who are signed out count, from what people's about the same idea count together, and
    what theirs would whole."""
    return min(1.0, STRANGERS_MOST * people / strangers) if strangers > 0 else 1.0


def weights(glances: Glances) -> Floats:
    """From 0 to 1 for each glance, in their order."""
    if not len(glances):
        return np.empty(0)
    _, person = np.unique(glances.person, return_inverse=True)
    _, idea = np.unique(glances.idea, return_inverse=True)
    voice = np.minimum(1.0, WEEKLY_VOICE / glances.dealt) * glances.left_open
    heard = voice
    for _ in range(ROUNDS):
        before, heard = heard, voice * _followed(person, idea, heard, glances.answers)
        if np.abs(heard - before).max() < STILL:
            break
    return heard


def _followed(person: Integers, idea: Integers, heard: Floats, answers: Floats) -> Floats:
    """For each glance, how far its person's answers about other ideas follow those of everybody else, 0 to 1."""
    shared = np.zeros(len(person))
    spread = np.zeros(len(person))
    for column in answers.T:
        usual = np.average(column, weights=heard) if heard.any() else column.mean()
        # Two answers as usual stand in for the others where there are none yet.
        others = np.bincount(idea, heard)[idea] - heard + 2.0
        said = (np.bincount(idea, heard * column)[idea] - heard * column + 2.0 * usual) / others
        away = said - said.mean()
        shared += away * (column - usual)
        spread += away * away
    shared_in_all = np.bincount(person, shared)[person] - shared
    spread_in_all = np.bincount(person, spread)[person] - spread
    slope: Floats = np.maximum(0.0, (shared_in_all + PRIOR) / (spread_in_all + PRIOR))
    return np.minimum(slope, 1 / np.maximum(slope, 1.0))
