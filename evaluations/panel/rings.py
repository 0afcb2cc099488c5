"""Who answers together: people who push some ideas and sink others, all of them the same ones. Pure.

Nobody is judged by one answer. A ring is seen only because its members agree where all other people do not, about
several ideas. Two hypotheses about each person are compared by Bayes' rule. Alone: they say yes to a question about an
idea as often as everybody else does about that idea. In the ring: about each idea the ring either pushes (all yes),
sinks (all no), or leaves its members to themselves; in the first two cases a member does so with the probability SURE.
What the ring does about each idea is not known but learnt from its likely members, and who is a member from what the
ring does; both are repeated until they hold (expectation and maximisation: Dempster, Laird and Rubin, J. R. Statist.
Soc. B 39, 1977). The start is where people's answers depart together from everybody's: the largest singular vectors of
the departures, each in both directions.

Some of the departures are alike by chance, or because people share a taste; so a ring is believed only as far as it
explains more than LEAST_GAIN and CHANCE for each idea. People who share a taste agree by degrees and not about all
three questions, which explains little. A person's answer about one idea is left out of what is known of them there, so
nobody loses weight only because they agree with a ring about one idea.

`benchmarks/worlds.py` measures what it finds in a family of worlds: rings of 2, 5 and 20 %, also such as follow their
plan only now and then, and how many honest people it takes for one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SURE = 0.95  # of an answer as the ring wants it
PLANNED = 0.1  # the share of ideas that a ring pushes, and of those that it sinks, before anything is known
MEMBERS = 0.02  # the share of people in a ring, before anything is known
CHANCE, LEAST_GAIN = 0.15, 15.0  # nats for each idea, and beside; honest worlds of 300 ideas had at most 53
RINGS = 2  # looked for one after the other
LOG_ODDS, LOG_PLANNED = log(MEMBERS / (1 - MEMBERS)), log(PLANNED / (1 - 2 * PLANNED))
STARTS, TURNS = 6, 20  # singular vectors; rounds of the subspace iteration that finds them
FIRST_ROUNDS, ROUNDS = 4, 12  # of learning from each start, and then from the best
PRIOR_ANSWERS = 2.0  # average answers that stand in for those of the others where there are none yet
RARE = 0.005  # no answer is rarer, whatever others say
SLACK = 0.02  # of the variance of an answer, so that one rare answer is no departure
ONE_ANSWER = 2.0  # nats at most, so that it takes agreement about several ideas
MAX_LOG = 30.0  # beyond this a probability is as certain, and its exponential would overflow


@dataclass(frozen=True, slots=True)
class GlanceRing:
    """`gain`: how much better it explains the answers, in nats; `people`: the probability that each person belongs to
    it; `member`: the same for each glance, by their answers about other ideas."""

    gain: float
    people: Floats
    member: Floats


def share_alone(person: Integers, idea: Integers, answers: Floats, voice: Floats) -> Floats:
    """For each glance the probability that its person belongs to no ring. `person` and `idea` count from 0;
    `answers`: glances x questions, each 0 or 1; `voice`: how loud each glance is without this."""
    alone, rest = np.ones(len(person)), np.arange(len(person))
    needed = LEAST_GAIN + CHANCE * len(np.unique(idea))
    for _ in range(RINGS):
        ring = likeliest_ring(person[rest], idea[rest], answers[rest], voice[rest])
        believed = probability(ring.gain - needed)
        if believed < 0.5:
            break
        alone[rest] *= 1 - believed * ring.member
        rest = rest[ring.people[person[rest]] < 0.5]  # the next one is looked for among the others
    return alone


def likeliest_ring(person: Integers, idea: Integers, answers: Floats, voice: Floats) -> GlanceRing:
    rates = rates_of_others(idea, voice, answers)
    plan = plan_beside(rates, answers)
    departures = ((answers - rates) / np.sqrt(rates * (1 - rates) + SLACK)).sum(axis=1)
    guesses = chain(departing(person, idea, departures), agreeing(person, idea, plan))
    begun = (learn(person, idea, plan, guess, FIRST_ROUNDS) for guess in guesses)
    ring = learn(person, idea, plan, max(begun, key=lambda each: each.gain).people, ROUNDS)
    # Once more beside what people say who are not in it: a large ring had a part in what everybody says.
    plan = plan_beside(rates_of_others(idea, voice * (1 - ring.member), answers), answers)
    return learn(person, idea, plan, ring.people, ROUNDS)


def plan_beside(rates: Floats, answers: Floats) -> Floats:
    """For each glance, how much likelier its answers are if a ring pushes its idea, and if it sinks it, than by others'
    rates."""
    usual = log_likelihood(answers, rates)
    return np.stack([log_likelihood(answers, np.full_like(rates, said)) - usual for said in (SURE, 1 - SURE)], axis=1)


def rates_of_others(idea: Integers, voice: Floats, answers: Floats) -> Floats:
    """For each answer how often everybody else says yes to its question about its idea."""
    heard, of_all = np.bincount(idea, voice)[idea] - voice + PRIOR_ANSWERS, voice.sum() + 2.0
    columns = []
    for column in answers.T:
        own, average = voice * column, (voice @ column + 1.0) / of_all
        columns.append((np.bincount(idea, own)[idea] - own + PRIOR_ANSWERS * average) / heard)
    rates: Floats = np.clip(np.stack(columns, axis=1), RARE, 1 - RARE)
    return rates


def log_likelihood(answers: Floats, rates: Floats) -> Floats:
    total: Floats = np.log(np.where(answers > 0.5, rates, 1 - rates)).sum(axis=1)
    return total


def departing(person: Integers, idea: Integers, departures: Floats) -> Iterator[Floats]:
    """Guesses of who belongs to a ring, from 0 to 1 for each person: the departures' largest singular vectors, by
    subspace iteration. They show large rings."""
    people, ideas = int(person.max()) + 1, int(idea.max()) + 1
    each = (departures / np.sqrt(np.bincount(person, minlength=people))[person])[:, None]
    vectors = np.random.default_rng(0).standard_normal((people, min(STARTS, people, ideas)))
    for _ in range(TURNS):
        vectors, _ = np.linalg.qr(vectors)
        vectors = sums(person, each * sums(idea, each * vectors[person], ideas)[idea], people)
    for vector in np.linalg.qr(vectors)[0].T:
        for signed in (vector, -vector):
            yield np.clip(signed / max(float(np.quantile(np.abs(signed), 0.95)), 1e-12), 0.0, 0.9)


def agreeing(person: Integers, idea: Integers, plan: Floats) -> Iterator[Floats]:
    """Further guesses: all who answer as a ring would about one idea, where this is the most unusual. They show small
    rings."""
    unusual = np.stack([np.bincount(idea, np.maximum(0.0, column)) for column in plan.T], axis=1)
    for place in np.argsort(-unusual, axis=None)[:STARTS]:
        about, said = np.unravel_index(place, unusual.shape)
        theirs = person[(idea == about) & (plan[:, said] > 0)]
        yield np.where(np.isin(np.arange(person.max() + 1), theirs), 0.9, 0.0)


def sums(groups: Integers, columns: Floats, size: int) -> Floats:
    total: Floats = np.stack([np.bincount(groups, column, size) for column in columns.T], axis=1)
    return total


def learn(person: Integers, idea: Integers, plan: Floats, people: Floats, rounds: int) -> GlanceRing:
    """`plan`: see `plan_beside`; `people`: the guess for each person."""
    pushed, sunk = np.ascontiguousarray(plan.T)
    if_pushed, if_sunk = np.exp(np.minimum(pushed, ONE_ANSWER)), np.exp(np.minimum(sunk, ONE_ANSWER))
    ideas = int(idea.max()) + 1
    for _ in range(rounds):
        member = people[person]
        push, sink = (odds_of_plan(idea, member * ratios, ideas) for ratios in (pushed, sunk))
        evidence = np.log((1 + push * if_pushed + sink * if_sunk) / (1 + push + sink))
        of_person: Floats = np.bincount(person, evidence, len(people)).astype(np.float64)
        people = probability(LOG_ODDS + of_person)
    gain = np.log1p(MEMBERS * np.expm1(np.minimum(of_person, MAX_LOG))).sum()
    return GlanceRing(float(gain), people, probability(LOG_ODDS + of_person[person] - evidence))


def odds_of_plan(idea: Integers, theirs: Floats, ideas: int) -> Floats:
    """For each glance the odds, by the answers of others, that the ring has this plan for its idea, against none."""
    by_others = np.bincount(idea, theirs, ideas)[idea] - theirs
    odds: Floats = np.exp(np.clip(by_others + LOG_PLANNED, -MAX_LOG, MAX_LOG))
    return odds


def probability(log_odds: Floats | float) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -MAX_LOG, MAX_LOG)))
    return chance
