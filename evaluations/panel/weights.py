"""How much each glance counts: one person, one voice, and only if their answers are their own and depend on the ideas.
Pure.

Four rules limit what many accounts under one hand can do. None of them needs to know which accounts these are:

1. One person's voice of a week is 10 glances, shared among all cards that they were dealt in that week, answered or
   not. So somebody who plays all day has no louder voice, and somebody who skips cards until the one they want to push
   comes has spent most of theirs. An idea that somebody opened, voted for or commented on is not dealt to them. By
   shutting out all but a few ideas, a person could be sure to be dealt these; therefore their answers are multiplied
   by the share of the ideas not yet dealt to them that they left open. On average nobody gains voice about any idea by
   shutting others out.
2. An answer counts by the probability that its person answers about the ideas and not from habit. Two hypotheses about
   each person are compared by Bayes' rule. About the ideas: they say yes to a question about an idea as often as
   everybody else does about that idea. From habit: they say yes with a rate of their own, whatever the idea is (all
   rates equally likely, so k of n has the probability 1 / ((n + 1) (n over k))). Somebody who denies everything,
   praises everything or clicks at random soon fits the second better. The share of people who answer from habit is not
   assumed but learnt from all of them. Anyone no more suspicious than an unknown player gets full weight. A person's
   own answers are left out of what everybody else says, and the answer in question out of what is known about its
   person, so an answer does not lose weight only because others disagree with it.
3. An answer counts by the probability that its person belongs to no ring: a group that pushes the same ideas and sinks
   the same others, whatever everybody else says (`rings`). The second rule does not see a ring that is honest about all
   ideas but its own and its rivals.
4. Nothing is known about a signed-out player, so none of these works for them. All of them together count at most a
   quarter of what people count about the same idea.

The second rule is a mixture of two kinds of people, after Dawid and Skene (Applied Statistics 28, 1979), iterated so
that everybody's opinion is that of the people with weight. It starts with one voice for each person, since otherwise
those who play the most would decide at first who is heard. `benchmarks/moments.py` and, in a family of other worlds,
`benchmarks/worlds.py` test it against accounts that sink others' ideas, that do so and guess right or sink rivals
alone, that answer at random about others, that are honest about all but their own ring, that answer about their own
ring alone, that shut out all but their ring, and that are signed out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .rings import share_alone

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WEEKLY_VOICE = 10.0  # an honest player rarely glances more often; more glances add nothing to one person's voice
MAX_STRANGERS = 0.25  # of what people count about the same idea: one hand may have any number of networks
PRIOR_ANSWERS = 2.0  # average answers that stand in for those of the others where there are none yet
# The share of people who answer from habit: at the start, and the limits of the learnt share. The minimum is for
# attackers who come when all others are honest. Above one half, nobody could say which half is the honest one.
START_HABIT, MIN_HABIT, MAX_HABIT = 0.10, 0.02, 0.50
# Iterate until convergence, at most ROUNDS times. Where few ideas get most glances, it takes many rounds to separate a
# crowd under one hand from the others.
ROUNDS, CONVERGED = 30, 0.005
MAX_LOG_ODDS = 50.0  # beyond this the odds are as certain, and their exponential would overflow


@dataclass(frozen=True, slots=True)
class GlanceColumns:
    """Columns of equal length, one row for each glance. `dealt`: cards dealt to its person in its week, answered or
    not, at least the glance's own. `left_open`: `share_left_open` at the deal. `answers`: glances x questions, each 0
    or 1."""

    person: Integers
    idea: Integers
    dealt: Integers
    left_open: Floats
    answers: Floats

    def __len__(self) -> int:
        return len(self.person)


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
    _, person, cards = np.unique(glances.person, return_inverse=True, return_counts=True)
    _, idea = np.unique(glances.idea, return_inverse=True)
    voice = np.minimum(1.0, WEEKLY_VOICE / glances.dealt) * glances.left_open
    voice *= share_alone(person, idea, glances.answers, voice / np.maximum(1.0, np.bincount(person, voice)[person]))
    weight = voice / np.maximum(1.0, np.bincount(person, voice)[person])
    from_habit = _log_likelihood_from_habit(person, cards, glances.answers)
    habit = START_HABIT
    for _ in range(ROUNDS):
        each_answer = _log_likelihood_about_ideas(idea, weight, glances.answers)
        about_ideas = np.bincount(person, each_answer)[person] - each_answer  # of the person's other answers
        odds = np.exp(np.clip(from_habit - about_ideas, -MAX_LOG_ODDS, MAX_LOG_ODDS))
        probability = 1 / (1 + habit / (1 - habit) * odds)
        # Anyone no more suspicious than an unknown player gets full weight.
        before, weight = weight, voice * np.minimum(1.0, probability / (1 - habit))
        by_person = np.bincount(person, probability) / cards
        habit = float(np.clip(1 - by_person.mean(), MIN_HABIT, MAX_HABIT))
        if np.abs(weight - before).max() < CONVERGED:
            break
    return weight


def _log_likelihood_from_habit(person: Integers, cards: Integers, answers: Floats) -> Floats:
    """For each glance, of its person's other answers if each question has one rate."""
    others = cards[person] - 1
    log_factorial = np.log(np.maximum(1, np.arange(int(cards.max()) + 2))).cumsum()
    likelihood = np.zeros(len(person))
    for column in answers.T:
        yes = np.rint(np.bincount(person, column)[person] - column).astype(int)
        likelihood += log_factorial[yes] + log_factorial[others - yes] - log_factorial[others + 1]
    return likelihood


def _log_likelihood_about_ideas(idea: Integers, weight: Floats, answers: Floats) -> Floats:
    """For each glance, of its answers if they have the rates of everybody else's answers about its idea."""
    likelihood = np.zeros(len(idea))
    others = np.bincount(idea, weight)[idea] - weight + PRIOR_ANSWERS
    for column in answers.T:
        average = (weight @ column + 1.0) / (weight.sum() + 2.0)
        own = weight * column
        yes = (np.bincount(idea, own)[idea] - own + PRIOR_ANSWERS * average) / others
        likelihood += np.log(np.where(column > 0.5, yes, 1 - yes))
    return likelihood
