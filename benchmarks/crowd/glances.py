"""A site on which every visitor glances at one idea: with the real choice, weights, answers and floors.

One visit is one card, about half a minute, as long as a visit to a list. Puppets know the formulas: they play several
cards a week, push their own ideas, and answer about the others as their ruse says. As on the real site a new glance
counts nothing until the next weighing, which takes all glances together; only the choice of the next card counts it at
once. So nothing can be won or lost between two weighings, and answers are read after one, every evening.

Not modelled: moderators, and claims that are true (`benchmarks/claims.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evaluations.moments.evidence import FLOORS, MIN_N
from evaluations.moments.score import QuestionEvidence, clears, holds, nearness, score
from evaluations.panel.answers import GlanceCounts, estimate
from evaluations.panel.weights import share_left_open
from ideas.floors import WORKS_FLOOR

from .audiences import SimulatedAudiences
from .exams import GIVING, SimulatedExams
from .machines import works_and_cheap
from .next_idea import first_of
from .panel import SimulatedPanel
from .ruses import QUESTIONS, RUSES, Ruse
from .world import Floats, Integers, World

WEIGHED_AFTER = 1_500  # cards of a day, and every evening; the real site recomputes weights every minute
WITHOUT_END = 1e6  # glances at each idea


@dataclass(frozen=True, slots=True)
class GlanceResult:
    """`glances`: those of honest people; `order`: as `/moments` lists the ideas; `fewest` and `most`: summed weights of
    glances at one idea that was posted a day before the end or earlier. `certified`: days x ideas, the Moments of each
    evening. `heard`: the mean weight of the glances of careful, confirmed people."""

    order: Integers
    glances: int
    moments: int
    fewest: float
    most: float
    certified: NDArray[np.bool_]
    heard: float


def glance(
    world: World,
    visits: float,
    seed: int,
    ruse: str = "deny",
    *,
    machines: Floats | None = None,
    named: bool = True,
    giving: float | None = GIVING,
) -> GlanceResult:
    """`visits` a day of honest people; how many cards the puppets play is a part of the ruse. `machines`: lower bounds,
    ideas x 2, instead of the usual ones. Not `named`: the site asks nobody for their fields of work. `giving`: the
    share of the visits that may go to strangers' examples; see `SimulatedExams`."""
    rng = np.random.default_rng([seed, 3])
    machines = works_and_cheap(world, seed) if machines is None else machines
    audiences = SimulatedAudiences(world.audience) if world.audience and named else None
    true = world.works if world.true_works is None else world.true_works
    exams = SimulatedExams(machines[:, 0], true, world.is_ring, giving, np.random.default_rng([seed, 11]))
    panel = SimulatedPanel(machines.copy(), world.accounts, world.days, audiences)
    panel.follow(exams)
    (clear, held), certified = np.zeros((2, world.ideas), bool), np.zeros((world.days, world.ideas), bool)
    for day in range(world.days):
        posted = int(np.searchsorted(world.posted, day + 1))
        today, cards = RUSES[ruse].on(day, world.days)
        spent = exams.give(near_ones(panel, world, posted), visits, cards * len(world.puppets))
        panel.follow(exams)
        for turn, person in enumerate(players(world, visits - spent, cards, rng)):
            if turn and turn % WEIGHED_AFTER == 0:
                panel.weigh()
            play(panel, world, int(person), posted, day // 7, today, rng)
        panel.weigh()
        clear_before, clear = clear, all_clear(panel, world)
        held_before, held = held, all_clear(panel, world, holds)
        certified[day] = (clear & clear_before) | (
            certified[day - 1] & (held | held_before)
        )  # won and lost after a day
        if RUSES[ruse].claims:
            panel.claims.make(world, clear, panel.rows)
    old = panel.counted[world.posted < world.days - 1, 0]
    person, is_careful = panel.person[: panel.rows], (world.temper.careless == 0) & world.temper.confirmed
    careful = (is_careful & ~world.puppet)[person]
    return GlanceResult(
        in_order(panel, world, certified[-1]),
        int((~world.puppet[person]).sum()),
        int(certified[-1].sum()),
        old.min(),
        old.max(),
        certified,
        float(panel.voices[: panel.rows][careful].mean()) if careful.any() else 0.0,
    )


def glance_without_end(world: World) -> Integers:
    """The order after so many honest glances and trials that no chance is left."""
    machines = np.stack([world.works, world.cheap], axis=1)
    panel = SimulatedPanel(machines, world.accounts, world.days)
    panel.counted = np.full((world.ideas, QUESTIONS), WITHOUT_END)
    panel.sums = panel.counted * world.rates
    return in_order(panel, world, all_clear(panel, world))


def near_ones(panel: SimulatedPanel, world: World, posted: int) -> Integers:
    """Of the ideas posted, those that lack nothing but works: the nearest to a Moment first."""
    known = {int(idea): evidence_of(panel, world, int(idea)) for idea in np.flatnonzero(panel.machines_clear[:posted])}
    near = [idea for idea, each in known.items() if clears(each | {"works": replace(each["works"], floor=WORKS_FLOOR)})]
    return np.array(sorted(near, key=lambda idea: -nearness(known[idea])), int)


def in_order(panel: SimulatedPanel, world: World, moments: NDArray[np.bool_]) -> Integers:
    """Moments by their score, then the nearest misses."""
    known = [evidence_of(panel, world, idea) for idea in range(world.ideas)]
    scores = np.array([(score(each) or 0.0) if moments[idea] else 0.0 for idea, each in enumerate(known)])
    near = np.array([nearness(each) for each in known])
    return np.lexsort((-near, -scores))


def players(world: World, visits: float, puppet_cards: float, rng: np.random.Generator) -> Integers:
    """Who plays on a day, once for each card. `puppet_cards`: of each puppet."""
    keen = world.keenness[world.honest]
    honest = rng.choice(world.honest, rng.poisson(visits), p=keen / keen.sum())
    puppets = np.repeat(world.puppets, rng.poisson(puppet_cards, len(world.puppets)))
    everybody: Integers = rng.permutation(np.append(honest, puppets))
    return everybody


def play(
    panel: SimulatedPanel, world: World, person: int, posted: int, week: int, ruse: Ruse, rng: np.random.Generator
) -> None:
    """One card, if one is left for this person, and its answers."""
    is_puppet = bool(world.puppet[person])
    undealt = ~panel.dealt[person, :posted]
    may = undealt & world.is_ring[:posted] if is_puppet and ruse.shuts_out else undealt
    if world.temper.opens and not is_puppet:
        may = may & (rng.random(posted) >= world.temper.opens)
    known, due_now = (panel.counted[:posted], panel.sums[:posted]), panel.due[:posted]
    among = may
    if panel.audiences:
        among, known = panel.audiences.choice(person, may, known, rng)
    idea = first_of(*known, panel.machines_factors[:posted], due_now, among, rng)
    if idea is None:
        return
    left_open = share_left_open(int(undealt.sum()), int(undealt.sum() - may.sum()))
    panel.dealt[person, idea] = True
    panel.dealt_in[person, week] += 1
    if not is_puppet:
        answers = world.answers_of(person, idea, int(panel.dealt_in[person, week]), rng)
        signed_in = bool(world.temper.confirmed[person])
        panel.keep(person, idea, week, answers, left_open=left_open, signed_in=signed_in)
        panel.claims.see(person, idea, rng)
        return
    said = (True, True, True) if world.is_ring[idea] and ruse.pushes else ruse.says(world, person, idea, rng)
    if said:
        panel.keep(person, idea, week, said, left_open=left_open, signed_in=ruse.signed_in)


def all_clear(
    panel: SimulatedPanel, world: World, rule: Callable[[dict[str, QuestionEvidence]], bool] = clears
) -> NDArray[np.bool_]:
    clear = np.zeros(world.ideas, bool)
    for idea in np.flatnonzero(panel.machines_clear):  # no other idea can clear
        clear[idea] = rule(evidence_of(panel, world, int(idea)))
    return clear


def evidence_of(panel: SimulatedPanel, world: World, idea: int) -> dict[str, QuestionEvidence]:
    seen = panel.candidate(idea)
    counts = GlanceCounts(seen.n, seen.right, seen.none_known, seen.asked, seen.would, people=round(seen.n))
    inside = None
    if panel.audiences:
        inside, counts = panel.audiences.counts(idea), replace(counts, **panel.audiences.said_inside(idea))
    people = estimate(counts, claim_stands=bool(panel.claimed[idea]), inside=inside)
    of_people = {
        name: QuestionEvidence(answer.lower, answer.floor or FLOORS[name], answer.n, MIN_N[name], answer.point)
        for name, answer in people.items()
    }
    works, cheap = map(float, panel.machines[idea])
    return of_people | {
        "works": QuestionEvidence(works, float(panel.works_floors[idea]), world.trials, MIN_N["works"]),
        "cheap": QuestionEvidence(cheap, FLOORS["cheap"], world.trials, MIN_N["cheap"]),
    }
