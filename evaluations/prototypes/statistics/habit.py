"""How likely it is that people answer about the things they are asked about, and not from habit.

Two hypotheses about each person are compared by Bayes' rule. About the things: they say yes to a question about a thing
as often as everybody else does about that thing. From habit: they say yes with a rate of their own, whatever the thing
is (all rates equally likely, so k of n has the probability 1 / ((n + 1) (n over k))). A person's own answers are left
out of what everybody else says, and the answer in question out of what is known about its person, so an answer does not
lose weight only because others disagree with it.

It is a mixture of two kinds of people, after Dawid and Skene (Applied Statistics 28, 1979), iterated so that the
opinion of everybody is that of the people with weight. `panel.weights` asks it about glances, `prototypes.strangers`
about judges."""

import numpy as np
from numpy.typing import NDArray

from .bootstrap import Floats

Integers = NDArray[np.int64]

PRIOR_ANSWERS = 2.0  # average answers that stand in for those of the others where there are none yet
# The share of people who answer from habit: at the start, and the limits of the learnt share. The minimum is for
# attackers who come when all others are honest. Above one half, nobody could say which half is the honest one.
START_HABIT, MIN_HABIT, MAX_HABIT = 0.10, 0.02, 0.50
# Iterate until convergence, at most ROUNDS times. Where few ideas get most glances, it takes many rounds to separate a
# crowd under one hand from the others.
ROUNDS, CONVERGED = 30, 0.005
MAX_LOG_ODDS = 50.0  # beyond this the odds are as certain, and their exponential would overflow


def not_from_habit(person: Integers, thing: Integers, answers: Floats, voice: Floats) -> Floats:
    """For each row its voice, times the probability that its person does not answer from habit; anyone no more
    suspicious than an unknown person has their whole voice.

    `person` and `thing` count from 0; `answers`: rows x questions, each 0 or 1; `voice`: how loud each row is without
    this. There is at least one row."""
    rows = np.bincount(person)
    # It starts with one voice for each person, or else those who answer the most would decide at first who is heard.
    weight = voice / np.maximum(1.0, np.bincount(person, voice)[person])
    from_habit = _log_likelihood_from_habit(person, rows, answers)
    habit = START_HABIT
    for _ in range(ROUNDS):
        each_answer = _log_likelihood_about_things(thing, weight, answers)
        about_things = np.bincount(person, each_answer)[person] - each_answer  # of the person's other answers
        odds = np.exp(np.clip(from_habit - about_things, -MAX_LOG_ODDS, MAX_LOG_ODDS))
        probability = 1 / (1 + habit / (1 - habit) * odds)
        # Anyone no more suspicious than an unknown player gets full weight.
        before, weight = weight, voice * np.minimum(1.0, probability / (1 - habit))
        by_person = np.bincount(person, probability) / rows
        habit = float(np.clip(1 - by_person.mean(), MIN_HABIT, MAX_HABIT))
        if np.abs(weight - before).max() < CONVERGED:
            break
    return weight


def _log_likelihood_from_habit(person: Integers, rows: Integers, answers: Floats) -> Floats:
    """For each row, of its person's other answers if each question has one rate."""
    others = rows[person] - 1
    log_factorial = np.log(np.maximum(1, np.arange(int(rows.max()) + 2))).cumsum()
    likelihood = np.zeros(len(person))
    for column in answers.T:
        yes = np.rint(np.bincount(person, column)[person] - column).astype(int)
        likelihood += log_factorial[yes] + log_factorial[others - yes] - log_factorial[others + 1]
    return likelihood


def _log_likelihood_about_things(thing: Integers, weight: Floats, answers: Floats) -> Floats:
    """For each row, of its answers if they have the rates of everybody else's answers about its thing."""
    likelihood = np.zeros(len(thing))
    others = np.bincount(thing, weight)[thing] - weight + PRIOR_ANSWERS
    for column in answers.T:
        average = (weight @ column + 1.0) / (weight.sum() + 2.0)
        own = weight * column
        yes = (np.bincount(thing, own)[thing] - own + PRIOR_ANSWERS * average) / others
        likelihood += np.log(np.where(column > 0.5, yes, 1 - yes))
    return likelihood
