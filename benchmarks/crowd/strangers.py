"""A model of examples: how hard they are, who gives and judges them, and what becomes of the set by the site's rules.

An input is hard by a normal variable; machines are right with the probability expit(skill - hardness). The truth is the
share that they get right of all inputs. An author who gives only easy rows gives those of the easiest part. Strangers
give inputs as they come. A wrong row expects what is wrong, so machines are right about it by chance alone.

Puppets give wrong rows to rivals and easy ones to their own idea, agree with the rows of puppets, and refuse all other
rows of rivals. They are dealt rows by the same lot as everybody else. Honest judges answer as the giver did nine times
in ten, where the row is right. Verdicts are weighed, rows decided and placed by `prototypes.strangers`."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from evaluations.prototypes.strangers.place import cap, first_of_each
from evaluations.prototypes.strangers.voices import Verdict, decision, one_hand, weights

from .world import Floats, Integers

HARDNESS = 2.0  # standard deviation in logits between inputs
EASIEST = 1 / 3  # of the inputs, from which an author chooses who gives only easy rows
BY_CHANCE = 0.1  # of a wrong row: one of the other labels happens to be what it expects
CAREFUL, FOOLED = 0.9, 0.1  # honest judges answer as the giver did: a right row, a wrong one
MOST_JUDGES = 6  # of one row
POOL = 200_000  # inputs from which the truth is counted


@dataclass(frozen=True, slots=True)
class GivenRow:
    """`right`: whether machines get it as it expects; `is_wrong`: it expects what is wrong."""

    key: int
    idea: int
    giver: int
    right: bool
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class GivingSite:
    """The people of a site, of whom the last ones are puppets, and how often machines are right about each idea."""

    people: int
    puppets: int
    skills: Floats

    def is_puppet(self, person: int) -> bool:
        return person >= self.people - self.puppets


def truth(skill: float) -> float:
    hardness = np.random.default_rng(0).normal(0, HARDNESS, POOL)
    return float(expit(skill - hardness).mean())


def easy_rows(skill: float, n: int, rng: np.random.Generator) -> int:
    """How many of n rows of the easiest part machines get right."""
    hardness = np.sort(rng.normal(0, HARDNESS, round(n / EASIEST)))[:n]
    return int((rng.random(n) < expit(skill - hardness)).sum())


def rows_given(of: GivingSite, rows_each: int, own: Integers, rng: np.random.Generator) -> list[GivenRow]:
    """Each idea gets rows until honest people gave `rows_each`; puppets give their share beside."""
    share = of.puppets / of.people
    found: list[GivenRow] = []
    for idea, skill in enumerate(of.skills):
        honest = 0
        while honest < rows_each:
            plots = rng.random() < share
            giver = int(
                rng.integers(of.people - of.puppets, of.people) if plots else rng.integers(of.people - of.puppets)
            )
            chance = expit(skill - rng.normal(0, HARDNESS))
            is_wrong = plots and idea not in own
            if plots:
                chance = BY_CHANCE if is_wrong else 0.99
            honest += not plots
            found.append(GivenRow(len(found), idea, giver, bool(rng.random() < chance), is_wrong))
    return found


def judged(
    of: GivingSite, rows: list[GivenRow], rng: np.random.Generator, gave: set[tuple[int, int]] | None = None
) -> list[Verdict]:
    """Judges by lot, until two of full weight say the same. `gave`: (idea, giver), if there were rows before these."""
    gave = gave or {(row.idea, row.giver) for row in rows}
    found: list[Verdict] = []
    for row in rows:
        said: list[Verdict] = []
        for judge in rng.permutation(of.people):
            if len(said) == MOST_JUDGES or decision(said, set()) is not None:
                break
            if (row.idea, int(judge)) not in gave:
                said.append(Verdict(int(judge), row.key, row.giver, says(of, row, int(judge), rng)))
        found += said
    return found


def says(of: GivingSite, row: GivenRow, judge: int, rng: np.random.Generator) -> bool:
    if of.is_puppet(judge):
        return of.is_puppet(row.giver)
    return bool(rng.random() < (FOOLED if row.is_wrong else CAREFUL))


def sets(rows: list[GivenRow], verdicts: list[Verdict], ideas: int) -> list[list[bool]]:
    """For each idea what machines get right of its set, in which no giver has more than a quarter."""
    return [[row.right for row in own] for own in placed_rows(rows, verdicts, ideas, by_lot=False)]


def placed_rows(rows: list[GivenRow], verdicts: list[Verdict], ideas: int, *, by_lot: bool) -> list[list[GivenRow]]:
    """The set of each idea. By lot nobody gives an idea two, so all agreed rows are in it."""
    weighed = [replace(each, weight=weight) for each, weight in zip(verdicts, weights(verdicts), strict=True)]
    hands = one_hand(weighed)
    about: dict[int, list[Verdict]] = {row.key: [] for row in rows}
    for each in weighed:
        about[each.row].append(each)
    agreed = [row for row in rows if decision(about[row.key], hands)]
    found: list[list[GivenRow]] = []
    for idea in range(ideas):
        own = [row for row in agreed if row.idea == idea]
        if not by_lot:
            most = cap(Counter(row.giver for row in own).values())
            placed = set(first_of_each(((row.key, row.giver) for row in own), most))
            own = [row for row in own if row.key in placed]
        found.append(own)
    return found


def acts(rows: list[GivenRow], verdicts: list[Verdict]) -> int:
    """Rows given and answers of judges together."""
    return len(rows) + len(verdicts)
