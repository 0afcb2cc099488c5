"""How much each glance counts: one person, one voice, and only if their answers depend on the ideas. Pure.

Three things bound what a crowd of accounts under one hand can do, and none needs to know who they are:

1. One person's voice of a week is 5 glances, shared among all cards that they were dealt in it, answered or not. So
   whoever plays all day has no louder voice, and whoever lets cards go by until one comes that they want to push has
   spent most of theirs. An idea that somebody opened, voted for or commented on is not dealt to them, so whoever shuts
   out all but a few is sure to be dealt these: their answers count by the share of the ideas, not yet dealt to them,
   that they left open. On average nobody then has more of a voice about any one idea than by leaving all of them open.
2. An answer counts by how likely it is that its person tells of the ideas, and not of themselves. Two guesses about
   each person are weighed against each other, by Bayes' rule: that they say yes to a question about an idea as often
   as everybody else does of that idea; or that they say yes with a rate of their own, whatever the idea is (any rate
   being as likely as any other, so k of n is as likely as 1 / ((n + 1) (n over k))). Whoever denies all, praises all
   or clicks at random is soon the latter. How many are so is not assumed but learnt from all of them, and whoever is
   no likelier to be than somebody of whom nothing is known counts whole. A person's own answers are left out of what
   everybody else says, and the answer in question out of what is known of its person, so that nobody is heard less
   for an answer that the others do not share there.
3. Somebody signed out is nobody in particular, so neither of these can be asked of them. All of them together count at
   most a quarter of what people count about the same idea.

The second is a mixture of two kinds of people, in the spirit of Dawid and Skene (Applied Statistics 28, 1979), repeated
so that what everybody says is what those say who are heard. It begins with one voice for each person, since whoever
plays most would else decide at first who is heard. `benchmarks/moments.py` holds it against accounts that sink others'
ideas, that do so and guess right or to rivals alone, that answer others by lot, that answer honestly but for their own
ring, that answer for their own ring alone, that shut out all but their ring, and that are signed out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WEEKLY_VOICE = 5.0  # an honest player glances about so often; more adds nothing to one person's voice
STRANGERS_MOST = 0.25  # of what people count about the same idea: nobody knows how many networks one hand has
AS_USUAL = 2.0  # answers as are usual stand in for the others where there are none yet
# Of people, how many tell of themselves: to begin with, and what is learnt never leaves these. The least is for whoever
# comes when all others are honest; with more than half, nobody could say which half is the honest one.
SELVES, LEAST_SELVES, MOST_SELVES = 0.10, 0.02, 0.50
# Until the weights stand still, or so many rounds: where few ideas get most glances, a crowd under one hand is told
# from the others late.
ROUNDS, STILL = 30, 0.005
SURE = 50.0  # of a logarithm of odds; what is beyond is as sure, and could not be computed


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
    _, person, cards = np.unique(glances.person, return_inverse=True, return_counts=True)
    _, idea = np.unique(glances.idea, return_inverse=True)
    voice = np.minimum(1.0, WEEKLY_VOICE / glances.dealt) * glances.left_open
    heard = voice / np.maximum(1.0, np.bincount(person, voice)[person])
    of_themselves = _told_of_themselves(person, cards, glances.answers)
    selves = SELVES
    for _ in range(ROUNDS):
        others_say = _told_of_the_ideas(idea, heard, glances.answers)
        of_the_ideas = np.bincount(person, others_say)[person] - others_say
        against = np.exp(np.clip(of_themselves - of_the_ideas, -SURE, SURE))
        of_them = 1 / (1 + selves / (1 - selves) * against)
        # Whoever is as likely as somebody of whom nothing is known counts whole.
        before, heard = heard, voice * np.minimum(1.0, of_them / (1 - selves))
        by_person = np.bincount(person, of_them) / cards
        selves = float(np.clip(1 - by_person.mean(), LEAST_SELVES, MOST_SELVES))
        if np.abs(heard - before).max() < STILL:
            break
    return heard


def _told_of_themselves(person: Integers, cards: Integers, answers: Floats) -> Floats:
    """For each glance, the logarithm of how likely its person's other answers are if each question has one rate."""
    others = cards[person] - 1
    log_factorial = np.log(np.maximum(1, np.arange(int(cards.max()) + 2))).cumsum()
    told = np.zeros(len(person))
    for column in answers.T:
        yes = np.rint(np.bincount(person, column)[person] - column).astype(int)
        told += log_factorial[yes] + log_factorial[others - yes] - log_factorial[others + 1]
    return told


def _told_of_the_ideas(idea: Integers, heard: Floats, answers: Floats) -> Floats:
    """For each glance, the logarithm of how likely its answers are if they come as everybody else's about its idea."""
    told = np.zeros(len(idea))
    others = np.bincount(idea, heard)[idea] - heard + AS_USUAL
    for column in answers.T:
        usual = (heard @ column + 1.0) / (heard.sum() + 2.0)
        own = heard * column
        yes = (np.bincount(idea, own)[idea] - own + AS_USUAL * usual) / others
        told += np.log(np.where(column > 0.5, yes, 1 - yes))
    return told
