"""A site ordered by votes: visitors look at a list from the top, and vote for ideas that appeal to them.

Ideas at the top are seen more, and ideas with many votes get more (Salganik et al., Science 311, 2006). One visit is
about half a minute: some eleven ideas.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ideas.questions import QUESTIONS
from ideas.ranking import MAX_EVIDENCE

from .machines import works_and_cheap
from .rankings import Ranking
from .world import Floats, Integers, World

PAGE, DEPTH = 30, 12.0  # ideas on a page; after so many places a third of the readers is left
OF_THE_NEW = 0.3  # the share of visits that look at the newest
VOTES_AT, MOVED = -6.4, 1.2  # logits: the base; per unit of appeal
OTHERS_A_DAY = 0.3  # others' ideas for which a puppet votes, so that it looks like a person
PUPPET_VISITS = 15 / 7  # per day and puppet, as many as its cards on the site of Moments


@dataclass(frozen=True, slots=True)
class VoteResult:
    """`votes`: those of honest people; `looks`: places of lists that they looked at; `order`: the ideas, the best
    first."""

    order: Integers
    votes: int
    looks: int


def vote_by(ranking: Ranking, world: World, visits: int, seed: int) -> VoteResult:
    """`visits` a day of honest people, for all the days."""
    rng = np.random.default_rng([seed, 2])
    evidence = MAX_EVIDENCE * works_and_cheap(world, seed).sum(axis=1) / len(QUESTIONS)
    voted = np.zeros((world.accounts, world.ideas), bool)
    votes, looks = np.zeros(world.ideas), np.zeros(world.ideas)
    cast = looked = 0
    for hour in range(24 * world.days):
        known = np.flatnonzero(world.posted <= hour / 24)
        for idea in known[world.posted[known] > (hour - 1) / 24]:
            first = np.append(rng.choice(world.honest, world.friends[idea]), supporters(world, int(idea)))
            voted[first, idea] = True
            cast += int(world.friends[idea])
        if hour % 24 == 0:
            look_like_somebody(voted, known, world, rng)
        votes[:] = voted.sum(axis=0)
        order = ordered(ranking, votes, looks, hour, evidence, world, known)
        for person in visitors(world, visits / 24, rng):
            page = known[::-1][:PAGE] if rng.random() < OF_THE_NEW else order[:PAGE]
            seen = page[rng.random(len(page)) < np.exp(-np.arange(len(page)) / DEPTH)]
            looks[seen] += 1
            looked += len(seen)
            liked = seen[rng.random(len(seen)) < chance_of_vote(world, person, seen, votes) * ~voted[person, seen]]
            voted[person, liked] = True
            cast += len(liked)
        look_without_voting(looks, order[:PAGE], world, rng)
    votes[:] = voted.sum(axis=0)
    return VoteResult(
        ordered(ranking, votes, looks, 24 * world.days, evidence, world, np.arange(world.ideas)), cast, looked
    )


def ordered(
    ranking: Ranking, votes: Floats, looks: Floats, hour: int, evidence: Floats, world: World, known: Integers
) -> Integers:
    ranks = ranking(votes[known], looks[known], hour - 24 * world.posted[known], evidence[known])
    return known[np.argsort(-ranks, kind="stable")]


def visitors(world: World, mean: float, rng: np.random.Generator) -> Integers:
    keen = world.keenness[world.honest]
    return rng.choice(world.honest, rng.poisson(mean), p=keen / keen.sum())


def chance_of_vote(world: World, person: int, seen: Integers, votes: Floats) -> Floats:
    herded = world.herded * np.log10(1 + votes[seen])
    chance: Floats = 1 / (1 + np.exp(-(VOTES_AT + MOVED * world.appeal[seen] + world.generosity[person] + herded)))
    return chance


def supporters(world: World, idea: int) -> Integers:
    """All puppets for an idea of the ring, else nobody."""
    return world.puppets if idea in world.ring else np.empty(0, int)


def look_like_somebody(voted: NDArray[np.bool_], known: Integers, world: World, rng: np.random.Generator) -> None:
    who = world.puppets[rng.random(len(world.puppets)) < OTHERS_A_DAY]
    if len(known) and len(who):
        voted[who, rng.choice(known, len(who))] = True


def look_without_voting(looks: Floats, page: Integers, world: World, rng: np.random.Generator) -> None:
    """Attackers who know that looks count make other ideas be looked at: this costs only loading a list."""
    others = page[~np.isin(page, world.ring)]
    looks[others] += rng.poisson(PUPPET_VISITS / 24 * len(world.puppets))
