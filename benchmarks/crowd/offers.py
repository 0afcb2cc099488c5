"""A model of offers: who gives which examples week by week, if the lot decides or if givers choose the idea.

Honest people come on three days a week, look at the idea that they are offered, and give it an example TAKES of the
times. Puppets come every day, give easy rows to the ideas of their hand and decline all others. Where givers choose,
each honest person chooses one of the waiting ideas by lot as often, and each puppet brings PER_DAY rows a day.

An idea takes rows until so many stand as decide. Rows are judged at the end of each day (`strangers.judged`), weighed
and decided as on the site. The lot is the site's in kind: a place for each person, idea and week."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from evaluations.prototypes.statistics import best_of_interval
from evaluations.prototypes.strangers.offers import chance
from evaluations.prototypes.strangers.voices import Verdict
from ideas.floors import MIN_STRANGERS, WORKS_FLOOR

from .strangers import HARDNESS, GivenRow, GivingSite, judged, placed_rows
from .world import Floats

COMES = 3 / 7  # a day
TAKES = 0.3  # of the times that an honest person is offered an idea
EASY = 0.99  # machines are right about a puppet's row
PER_DAY = 3  # as many as one giver may have in the smallest set


@dataclass(frozen=True, slots=True)
class SetOutcome:
    """Of one idea: what the site's number is, whether its bound is above the floor, the puppets' share of the rows that
    decide, and the day on which there were enough; infinite if never."""

    score: float
    passes: bool
    of_puppets: float
    day: float


def weeks_of_giving(of: GivingSite, own: int, weeks: int, seed: int, *, by_lot: bool) -> list[SetOutcome]:
    """The first `own` ideas are those of the puppets' hand."""
    rng = np.random.default_rng([seed, 12])
    ideas = len(of.skills)
    rows: list[GivenRow] = []
    verdicts: list[Verdict] = []
    standing: list[list[GivenRow]] = [[] for _ in range(ideas)]
    days = np.full(ideas, np.inf)
    places = np.zeros((of.people, ideas))
    for day in range(7 * weeks):
        if day % 7 == 0:
            places = rng.random((of.people, ideas))
        waiting = np.flatnonzero(np.isinf(days))
        if not len(waiting):
            break
        new = given_today(of, rows, verdicts, waiting, places, own, rng, by_lot=by_lot)
        rows += new
        verdicts += judged(of, new, rng, gave={(row.idea, row.giver) for row in rows})
        standing = [each[:MIN_STRANGERS] for each in placed_rows(rows, verdicts, ideas, by_lot=by_lot)]
        for idea in waiting:
            if len(standing[idea]) >= MIN_STRANGERS:
                days[idea] = day
    return [outcome(of, each, float(day)) for each, day in zip(standing, days, strict=True)]


def given_today(
    of: GivingSite,
    rows: list[GivenRow],
    verdicts: list[Verdict],
    waiting: np.ndarray,
    places: Floats,
    own: int,
    rng: np.random.Generator,
    *,
    by_lot: bool,
) -> list[GivenRow]:
    idea_of = {row.key: row.idea for row in rows}
    closed = {(row.giver, row.idea) for row in rows} | {(each.judge, idea_of[each.row]) for each in verdicts}
    found: list[GivenRow] = []
    for person in rng.permutation(of.people):
        plots = of.is_puppet(int(person))
        if not plots and rng.random() > COMES * TAKES:
            continue
        if by_lot:
            drawn = [i for i in waiting if places[person, i] < chance(of.people) and (person, i) not in closed]
            chosen = sorted(drawn, key=lambda idea: places[person, idea])
            chosen = before_a_rival(chosen, own) if plots else chosen[:1]
        else:
            mine = [i for i in waiting if i < own]
            chosen = list(rng.choice(mine, PER_DAY)) if plots and mine else [] if plots else [rng.choice(waiting)]
        for idea in chosen:
            right = EASY if plots else float(expit(of.skills[idea] - rng.normal(0, HARDNESS)))
            key = len(rows) + len(found)
            found.append(GivenRow(key, int(idea), int(person), bool(rng.random() < right)))
    return found


def before_a_rival(chosen: list[int], own: int) -> list[int]:
    """A puppet gets the next offer only after it gave to this one, and declines that of a rival."""
    taken: list[int] = []
    for idea in chosen:
        if idea >= own:
            break
        taken.append(idea)
    return taken


def outcome(of: GivingSite, rows: list[GivenRow], day: float) -> SetOutcome:
    right = sum(row.right for row in rows)
    passes = len(rows) == MIN_STRANGERS and best_of_interval(right, len(rows), 1).lower >= WORKS_FLOOR
    share = sum(of.is_puppet(row.giver) for row in rows) / max(1, len(rows))
    return SetOutcome(right / len(rows) if rows else float("nan"), passes, share, day)
