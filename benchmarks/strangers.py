"""What examples do that the author cannot choose, and what they cost (`crowd.strangers` has the model).

1. Authors give only easy rows. How far is the site's number from the truth, without and with rows of strangers?
2. A fifth of the people is under one hand: they give wrong rows to rivals and refuse theirs, and give easy rows to
   their own ideas. How far does the number move, beside its interval? And if a ring fills the set of its own idea?
3. Which floor on the author's examples alone keeps nonsense out? Machines find it to work at 0.95 on 24 to 60 examples.
4. A hand of 5 or 20 % gives easy rows to its own six ideas, which are nonsense. How far does their number move, and how
   many pass, if givers choose the idea and if the lot does? When have four honest ideas enough rows?
5. A small site of 50 people: the share of worlds with a Moment by week 6 with one floor for all, with the higher floor
   and nobody who gives, and with strangers' rows for which people leave cards (`crowd.exams`).

No real recipe is run: how often machines are right is the model's."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import comb
from multiprocessing import get_context
from statistics import fmean

import numpy as np

from evaluations.prototypes.results.strangers import strangers_result
from evaluations.prototypes.statistics import best_of_interval
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR

from .crowd.exams import GIVING
from .crowd.experiments import error_of
from .crowd.family import NONSENSE_WORKS, Size, member
from .crowd.glances import glance
from .crowd.machines import RUNS
from .crowd.offers import weeks_of_giving
from .crowd.strangers import GivingSite, acts, easy_rows, judged, rows_given, sets, truth
from .crowd.world import Floats, Integers

AUTHORS_ROWS = (24, 61)
IDEAS, WORLDS, SMALL_WORLDS = 30, 20, 24
PEOPLE, HOSTILE = 80, 16
OWN = 3  # ideas of the ring
OWN_NONSENSE, HONEST, SITES, OFFER_WEEKS = 6, 4, 20, 12
NONSENSE_SKILL, HONEST_SKILL = -1.5, 2.5
HASH = "0" * 64
FLOORS_TRIED = (0.60, 0.80, 0.85, 0.88, 0.89, 0.90, 0.91, 0.92, 0.93)
SMALL = Size(60, 50, 84, 50 * 3 / 7)  # three cards a person and week
WEEK = 6


def main() -> None:
    easy_authors()
    hostile_rows()
    floors()
    by_choice_and_by_lot()
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        small_site(pool)


def skills_of(rng: np.random.Generator, ideas: int = IDEAS) -> Floats:
    """In logits: true shares from a quarter to nearly all."""
    return rng.uniform(-1.5, 4.0, ideas)


def easy_authors() -> None:
    print(f"Authors give only easy rows; {WORLDS * IDEAS} ideas. Mean distance of the site's number from the truth")
    for rows in (0, MIN_STRANGERS, 2 * MIN_STRANGERS):
        errors = [error for seed in range(WORLDS) for error in errors_with(rows, seed)]
        print(f"  {rows:>2} strangers' rows: {fmean(errors):.3f} ± {error_of(errors):.3f}")


def errors_with(rows: int, seed: int) -> list[float]:
    rng = np.random.default_rng([seed, 5])
    found = []
    for skill in skills_of(rng):
        n = int(rng.integers(*AUTHORS_ROWS))
        right = easy_rows(float(skill), n, rng)
        told = right / n
        if rows:
            strangers = set_of(np.array([skill]), rows, rng)
            by_strangers = strangers_result([float(each) for each in strangers], HASH, graded=False)
            if (by_strangers.lower or 0.0) < best_of_interval(right, n, RUNS).lower:
                told = by_strangers.score or 0.0
        found.append(abs(told - truth(float(skill))))
    return found


def set_of(skills: Floats, rows: int, rng: np.random.Generator) -> list[bool]:
    """Of one idea, in peace: as many rows as stand."""
    site = GivingSite(PEOPLE, 0, skills)
    given = rows_given(site, 2 * rows, np.empty(0, int), rng)
    return sets(given, judged(site, given, rng), 1)[0][:rows]


def hostile_rows() -> None:
    share = HOSTILE / PEOPLE
    print(f"\n{share:.0%} of {PEOPLE} people are one hand; {WORLDS} sites of {IDEAS} ideas. How far the number moves")
    print(f"{'':<20}{'moves by':>16}{'half its interval':>20}{'from the truth, in peace':>28}{'attacked':>12}")
    own = np.arange(OWN)
    moved = [move for seed in range(WORLDS) for move in moves(seed, own)]
    for name, chosen in (("ideas of rivals", False), ("their own", True)):
        by, half, calm, plotted = zip(*(move[1:] for move in moved if move[0] == chosen), strict=True)
        figures = f"{fmean(half):>18.3f}{fmean(calm):>28.3f}{fmean(plotted):>12.3f}"
        print(f"{name:<20}{fmean(by):>+8.3f} ± {error_of(by):.3f}{figures}")
    filled = [fmean(each) for each in alone_with_a_ring()]
    print(f"a ring alone fills the set of its own idea: {fmean(filled):.2f} of it is right, whatever the truth is")


def moves(seed: int, own: Integers) -> list[tuple[bool, float, float, float, float]]:
    """For each idea: is it the ring's, by how much the number is another than in peace, half of its interval in peace,
    and the distance of both from the truth. The people who give and judge are drawn anew."""
    skills = skills_of(np.random.default_rng([seed, 6]))
    both = []
    for puppets in (0, HOSTILE):
        rng = np.random.default_rng([seed, 7])
        site = GivingSite(PEOPLE - HOSTILE + puppets, puppets, skills)
        given = rows_given(site, 3 * MIN_STRANGERS, own, rng)
        both.append(sets(given, judged(site, given, rng), len(skills)))
    found = []
    for idea, rows in enumerate(zip(*both, strict=True)):
        calm, plotted = (strangers_result([float(each) for each in of], HASH, graded=False) for of in rows)
        half, true = ((calm.upper or 0.0) - (calm.lower or 0.0)) / 2, truth(float(skills[idea]))
        before, after = calm.score or 0.0, plotted.score or 0.0
        found.append((idea in own, after - before, half, abs(before - true), abs(after - true)))
    return found


def alone_with_a_ring() -> list[list[bool]]:
    """Only puppets give to these ideas; honest people judge, who see nothing wrong."""
    found = []
    for seed in range(WORLDS):
        rng = np.random.default_rng([seed, 8])
        site = GivingSite(PEOPLE, HOSTILE, np.array([-1.5]))
        given = [row for row in rows_given(site, 200, np.array([0]), rng) if site.is_puppet(row.giver)][
            : 2 * MIN_STRANGERS
        ]
        found += [each for each in sets(given, judged(site, given, rng), 1) if each]
    return found


def floors() -> None:
    print(
        f"\nNonsense that works at {NONSENSE_WORKS} on 24 to 60 examples passes a floor on the author's examples alone"
    )
    for floor in FLOORS_TRIED:
        share = fmean(passes(floor, n) for n in range(*AUTHORS_ROWS))
        print(f"  {floor:.2f}: {share:.3f}, {6 * share:.2f} of six ideas")


def passes(floor: float, n: int) -> float:
    enough = [right for right in range(n + 1) if best_of_interval(right, n, RUNS).lower >= floor]
    p = NONSENSE_WORKS
    return sum(comb(n, right) * p**right * (1 - p) ** (n - right) for right in enough)


def by_choice_and_by_lot() -> None:
    theirs, others = truth(NONSENSE_SKILL), truth(HONEST_SKILL)
    print(f"\n{OWN_NONSENSE} ideas of a hand, true at {theirs:.2f}; {HONEST} honest ones, true at {others:.2f}")
    print(
        f"{OFFER_WEEKS} weeks, {SITES} sites. Of the hand's: the number; the puppets' share of the 12 rows; how many of"
    )
    print("six pass 0.60. Of the honest: the share with 12 rows by week 6; the median day; the share that pass")
    for people in (SMALL.accounts, 400):
        for by_lot, name in ((False, "by choice"), (True, "by lot")):
            for share in (0.0, 0.05, 0.2):
                told = told_of(people, share, by_lot=by_lot)
                print(f"  {people:>3} people, {name:<9}, {share:>4.0%} puppets: {told}", flush=True)


def told_of(people: int, share: float, *, by_lot: bool) -> str:
    skills = np.array([NONSENSE_SKILL] * OWN_NONSENSE + [HONEST_SKILL] * HONEST)
    site = GivingSite(people, round(people * share), skills)
    found = [weeks_of_giving(site, OWN_NONSENSE, OFFER_WEEKS, seed, by_lot=by_lot) for seed in range(SITES)]
    theirs = [each for ideas in found for each in ideas[:OWN_NONSENSE] if each.day < np.inf]
    honest = [each for ideas in found for each in ideas[OWN_NONSENSE:]]
    passing = [float(sum(each.passes for each in ideas[:OWN_NONSENSE])) for ideas in found]
    number = f"{fmean(each.score for each in theirs):.2f}, {fmean(each.of_puppets for each in theirs):.2f}"
    there = fmean(each.day < 7 * WEEK for each in honest)
    usual, pass_too = np.median([each.day for each in honest]), fmean(each.passes for each in honest)
    of_six = f"{fmean(passing):.2f} ± {error_of(passing):.2f}"
    return f"{number}, {of_six}; {there:.2f}, {usual:.0f}, {pass_too:.2f}"


def small_site(pool: ProcessPoolExecutor) -> None:
    print(f"\nUntil 12 rows of an idea stand it takes {effort():.0f} acts: rows given and answers of judges")
    site = f"{SMALL.accounts} people, {SMALL.ideas} ideas, 3 cards a person and week"
    print(f"{SMALL_WORLDS} sites of {site}; a Moment by week {WEEK}")
    rules = {
        "0.60 for all": None,
        f"{WORKS_ALONE_FLOOR:.2f} alone, nobody gives": 0.0,
        f"{WORKS_ALONE_FLOOR:.2f} alone, 0.60 with rows": GIVING,
    }
    for name, giving in rules.items():
        days = list(pool.map(partial(first_moment, giving=giving), range(SMALL_WORLDS)))
        by_then, ever = ([float(day <= 7 * week) for day in days] for week in (WEEK, 12))
        print(f"  {name:<32}{fmean(by_then):.2f} ± {error_of(by_then):.2f}, in 12 weeks {fmean(ever):.2f}")


def effort() -> float:
    """In peace, of an idea that gets rows from people as they come."""
    counts = []
    for seed in range(WORLDS):
        rng = np.random.default_rng([seed, 9])
        site = GivingSite(SMALL.accounts, 0, np.array([1.0]))
        for rows in range(MIN_STRANGERS, 4 * MIN_STRANGERS):
            given = rows_given(site, rows, np.empty(0, int), np.random.default_rng([seed, 10]))
            verdicts = judged(site, given, rng)
            if len(sets(given, verdicts, 1)[0]) >= MIN_STRANGERS:
                counts.append(acts(given, verdicts))
                break
    return fmean(counts)


def first_moment(seed: int, giving: float | None) -> float:
    """The day; infinite without one."""
    found = glance(member(seed, 0.0, SMALL), SMALL.visits, seed, giving=giving).certified.any(axis=1)
    return float(np.argmax(found)) + 1 if found.any() else np.inf
