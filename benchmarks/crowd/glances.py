"""A site on which every visitor glances at one idea: with the real choice, weights, answers and floors.

One visit is one card, about half a minute, as long as a visit to a list. Puppets know the formulas: they play several
cards a week, push their own ideas, and answer about the others as their ruse says.

Not modelled: claims that are true, moderators who withdraw false ones, and honest people who are signed out.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluations.moments.evidence import FLOORS, MIN_N
from evaluations.moments.score import QuestionEvidence, clears, nearness, score
from evaluations.panel.answers import STRANGER, GlanceCounts, estimate
from evaluations.panel.next_idea import Candidate, due, machines_factor
from evaluations.panel.weights import GlanceColumns, share_left_open, share_of_strangers, weights

from .claims import SimulatedClaims
from .machines import TRIALS, works_and_cheap
from .next_idea import due_of, first_of
from .ruses import QUESTIONS, RUSES, Answers, Ruse, answer_honestly
from .world import ACCOUNTS, DAYS, IDEAS, Floats, Integers, World

MACHINES = "works", "cheap"
PUPPET_CARDS = 15  # a week
WEIGHED_AFTER = 100  # cards; the real site recomputes weights every minute
MAX_CARDS = ACCOUNTS * IDEAS
WITHOUT_END = 1e6  # glances at each idea
ASKED_OF_ALL, ASKED_OF_STRANGERS = (
    np.ones(QUESTIONS),
    np.array([1.0, 0.0, 1.0]),
)  # not what they would pay


def ints() -> Integers:
    return np.zeros(MAX_CARDS, np.int64)


@dataclass
class SimulatedPanel:
    """The site's state: columns by glance, of which `rows` are filled; sums for each idea; who was dealt which idea."""

    machines: Floats
    rows: int = 0
    person: Integers = field(default_factory=ints)
    idea: Integers = field(default_factory=ints)
    week: Integers = field(default_factory=ints)
    left_open: Floats = field(default_factory=lambda: np.zeros(MAX_CARDS))
    signed_in: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(MAX_CARDS, bool))
    answers: Floats = field(default_factory=lambda: np.zeros((MAX_CARDS, QUESTIONS)))
    dealt: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((ACCOUNTS, IDEAS), bool))
    dealt_in: Integers = field(default_factory=lambda: np.zeros((ACCOUNTS, DAYS // 7 + 1), np.int64))
    counted: Floats = field(default_factory=lambda: np.zeros((IDEAS, QUESTIONS)))
    sums: Floats = field(default_factory=lambda: np.zeros((IDEAS, QUESTIONS)))
    claims: SimulatedClaims = field(default_factory=SimulatedClaims)
    claimed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(IDEAS, bool))
    machines_factors: Floats = field(init=False)
    due: Floats = field(init=False)

    def __post_init__(self) -> None:
        """`machines`: lower bounds, ideas x 2."""
        floors = [FLOORS[name] for name in MACHINES]
        pairs = ([*zip(map(float, row), floors, strict=True)] for row in self.machines)
        self.machines_factors = np.array([machines_factor(each) for each in pairs])
        self.due = due_of(self.counted, self.sums, self.machines_factors)

    @property
    def machines_clear(self) -> NDArray[np.bool_]:
        clear: NDArray[np.bool_] = np.all(self.machines >= [FLOORS[name] for name in MACHINES], axis=1)
        return clear

    def keep(
        self, person: int, idea: int, week: int, answers: Answers, *, left_open: float = 1.0, signed_in: bool = True
    ) -> None:
        """Its weight is 1, or a fifth, until the weights are recomputed."""
        row, self.rows = self.rows, self.rows + 1
        self.person[row], self.idea[row], self.week[row] = person, idea, week
        self.left_open[row], self.signed_in[row], self.answers[row] = left_open, signed_in, answers
        counts_for = ASKED_OF_ALL if signed_in else STRANGER * ASKED_OF_STRANGERS
        self.counted[idea] += counts_for
        self.sums[idea] += counts_for * self.answers[row]
        self.due[idea] = due(self.candidate(idea))

    def candidate(self, idea: int) -> Candidate:
        (n, asked, _), (right, would, none_known) = map(float, self.counted[idea]), map(float, self.sums[idea])
        return Candidate(idea, n, right, asked, would, none_known, float(self.machines_factors[idea]))

    def weigh(self) -> None:
        if not self.rows:
            return
        idea, signed_in = self.idea[: self.rows], self.signed_in[: self.rows, None]
        voices = self.heard()
        if self.claims.made.any():
            self.claimed = self.claims.upheld(self.person[: self.rows], idea, voices)
        weight = voices[:, None] * np.where(signed_in, ASKED_OF_ALL, ASKED_OF_STRANGERS)
        self.counted, self.sums = by_idea(idea, weight), by_idea(idea, weight * self.answers[: self.rows])
        self.due = due_of(self.counted, self.sums, self.machines_factors)

    def heard(self) -> Floats:
        people = np.flatnonzero(self.signed_in[: self.rows])
        person, idea, week = self.person[people], self.idea[people], self.week[people]
        dealt, left_open = self.dealt_in[person, week], self.left_open[people]
        weight = np.zeros(self.rows)
        weight[people] = weights(GlanceColumns(person, idea, dealt, left_open, self.answers[people]))
        signed_out = np.flatnonzero(~self.signed_in[: self.rows])
        by_people = np.bincount(idea, weight[people], IDEAS)
        by_strangers = STRANGER * np.bincount(self.idea[signed_out], minlength=IDEAS)
        shares = np.array([share_of_strangers(*both) for both in zip(by_people, by_strangers, strict=True)])
        weight[signed_out] = STRANGER * shares[self.idea[signed_out]]
        return weight


def by_idea(idea: Integers, columns: Floats) -> Floats:
    sums: Floats = np.stack([np.bincount(idea, column, IDEAS) for column in columns.T], axis=1)
    return sums


@dataclass(frozen=True, slots=True)
class GlanceResult:
    """`glances`: those of honest people; `order`: as `/moments` lists the ideas; `fewest` and `most`: summed weights of
    glances at one idea that was posted a day before the end or earlier."""

    order: Integers
    glances: int
    moments: int
    fewest: float
    most: float


def glance(world: World, visits: int, seed: int, ruse: str = "deny") -> GlanceResult:
    """`visits` a day of honest people, and of each puppet PUPPET_CARDS a week."""
    rng = np.random.default_rng([seed, 3])
    machines = works_and_cheap(world, seed)
    panel = SimulatedPanel(machines)
    clear, moments = np.zeros(IDEAS, bool), np.zeros(IDEAS, bool)
    for day in range(DAYS):
        posted = int(np.searchsorted(world.posted, day + 1))
        for turn, person in enumerate(players(world, visits, rng)):
            if turn % WEIGHED_AFTER == 0:
                panel.weigh()
            play(panel, world, int(person), posted, day // 7, RUSES[ruse], rng)
        panel.weigh()
        clear_before, clear = clear, all_clear(panel, machines)
        moments = clear & (clear_before | moments)
        if RUSES[ruse].claims:
            panel.claims.make(world, clear, panel.rows)
    old = panel.counted[world.posted < DAYS - 1, 0]
    glances = int((~world.puppet[panel.person[: panel.rows]]).sum())
    return GlanceResult(in_order(panel, machines, moments), glances, int(moments.sum()), old.min(), old.max())


def glance_without_end(world: World) -> Integers:
    """The order after so many honest glances and trials that no chance is left."""
    machines = np.stack([world.works, world.cheap], axis=1)
    counted = np.full((IDEAS, QUESTIONS), WITHOUT_END)
    panel = SimulatedPanel(machines, counted=counted, sums=counted * world.rates)
    return in_order(panel, machines, all_clear(panel, machines))


def in_order(panel: SimulatedPanel, machines: Floats, moments: NDArray[np.bool_]) -> Integers:
    """Moments by their score, then the nearest misses."""
    known = [evidence_of(panel, machines, idea) for idea in range(IDEAS)]
    scores = np.array([(score(each) or 0.0) if moments[idea] else 0.0 for idea, each in enumerate(known)])
    near = np.array([nearness(each) for each in known])
    return np.lexsort((-near, -scores))


def players(world: World, visits: int, rng: np.random.Generator) -> Integers:
    keen = world.keenness[world.honest]
    honest = rng.choice(world.honest, rng.poisson(visits), p=keen / keen.sum())
    puppets = np.repeat(world.puppets, rng.poisson(PUPPET_CARDS / 7, len(world.puppets)))
    everybody: Integers = rng.permutation(np.append(honest, puppets))
    return everybody


def play(
    panel: SimulatedPanel, world: World, person: int, posted: int, week: int, ruse: Ruse, rng: np.random.Generator
) -> None:
    """One card, if one is left for this person, and its answers."""
    is_puppet = bool(world.puppet[person])
    undealt = ~panel.dealt[person, :posted]
    may = undealt & world.is_ring[:posted] if is_puppet and ruse.shuts_out else undealt
    known, due_now = (panel.counted[:posted], panel.sums[:posted]), panel.due[:posted]
    idea = first_of(*known, panel.machines_factors[:posted], due_now, may, rng)
    if idea is None:
        return
    left_open = share_left_open(int(undealt.sum()), int(undealt.sum() - may.sum()))
    panel.dealt[person, idea] = True
    panel.dealt_in[person, week] += 1
    if not is_puppet:
        panel.keep(person, idea, week, answer_honestly(world, idea, rng))
        panel.claims.see(person, idea, rng)
        return
    answers = (True, True, True) if world.is_ring[idea] else ruse.says(world, idea, rng)
    if answers:
        panel.keep(person, idea, week, answers, left_open=left_open, signed_in=ruse.signed_in)


def all_clear(panel: SimulatedPanel, machines: Floats) -> NDArray[np.bool_]:
    clear = np.zeros(IDEAS, bool)
    for idea in np.flatnonzero(panel.machines_clear):  # no other idea can clear
        clear[idea] = clears(evidence_of(panel, machines, int(idea)))
    return clear


def evidence_of(panel: SimulatedPanel, machines: Floats, idea: int) -> dict[str, QuestionEvidence]:
    seen = panel.candidate(idea)
    counts = GlanceCounts(seen.n, seen.right, seen.none_known, seen.asked, seen.would, people=round(seen.n))
    people = estimate(counts, claim_stands=bool(panel.claimed[idea]))
    of_people = {
        name: QuestionEvidence(answer.lower, FLOORS[name], answer.n, MIN_N[name]) for name, answer in people.items()
    }
    works, cheap = map(float, machines[idea])
    return of_people | {
        "works": QuestionEvidence(works, FLOORS["works"], TRIALS, MIN_N["works"]),
        "cheap": QuestionEvidence(cheap, FLOORS["cheap"], TRIALS, MIN_N["cheap"]),
    }
