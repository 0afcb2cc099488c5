"""What the simulated site knows: the glances of all, what they weigh, and what machines found."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evaluations.moments.evidence import FLOORS
from evaluations.panel.answers import STRANGER
from evaluations.panel.next_idea import Candidate, due, machines_factor
from evaluations.panel.weights import WEEKLY_VOICE, GlanceColumns, share_of_strangers, weights
from ideas.floors import WORKS_FLOOR

from .audiences import SimulatedAudiences
from .claims import SimulatedClaims
from .exams import SimulatedExams
from .next_idea import due_of
from .ruses import QUESTIONS, Answers
from .world import Floats, Integers

MACHINES = "works", "cheap"
ASKED_OF_ALL = np.ones(QUESTIONS)
ASKED_OF_STRANGERS = np.array([1.0, 0.0, 1.0])  # not what they would pay


@dataclass
class SimulatedPanel:
    """The site's state: columns by glance, of which `rows` are filled; sums for each idea; who was dealt which idea."""

    machines: Floats
    accounts: int
    days: int
    audiences: SimulatedAudiences | None = None
    rows: int = 0
    person: Integers = field(init=False)
    idea: Integers = field(init=False)
    week: Integers = field(init=False)
    left_open: Floats = field(init=False)
    signed_in: NDArray[np.bool_] = field(init=False)
    answers: Floats = field(init=False)
    voices: Floats = field(init=False)
    dealt: NDArray[np.bool_] = field(init=False)
    dealt_in: Integers = field(init=False)
    counted: Floats = field(init=False)
    sums: Floats = field(init=False)
    claims: SimulatedClaims = field(init=False)
    claimed: NDArray[np.bool_] = field(init=False)
    machines_factors: Floats = field(init=False)
    works_floors: Floats = field(init=False)
    due: Floats = field(init=False)

    def __post_init__(self) -> None:
        """`machines`: lower bounds, ideas x 2."""
        cards = self.accounts * self.ideas
        self.person, self.idea, self.week = (np.zeros(cards, np.int64) for _ in range(3))
        self.left_open, self.voices, self.signed_in = np.zeros(cards), np.zeros(cards), np.zeros(cards, bool)
        self.answers = np.zeros((cards, QUESTIONS))
        self.dealt = np.zeros((self.accounts, self.ideas), bool)
        self.dealt_in = np.zeros((self.accounts, self.days // 7 + 1), np.int64)
        self.counted, self.sums = np.zeros((self.ideas, QUESTIONS)), np.zeros((self.ideas, QUESTIONS))
        self.claims, self.claimed = SimulatedClaims(self.accounts, self.ideas), np.zeros(self.ideas, bool)
        self.machines_factors = np.array([self.factor_of(idea) for idea in range(self.ideas)])
        self.works_floors = np.full(self.ideas, WORKS_FLOOR)
        self.due = due_of(self.counted, self.sums, self.machines_factors)

    @property
    def ideas(self) -> int:
        return len(self.machines)

    @property
    def machines_clear(self) -> NDArray[np.bool_]:
        clear: NDArray[np.bool_] = np.all(self.machines >= [FLOORS[name] for name in MACHINES], axis=1)
        return clear

    def factor_of(self, idea: int) -> float:
        floors = (FLOORS[name] for name in MACHINES)
        return machines_factor([*zip(map(float, self.machines[idea]), floors, strict=True)])

    def follow(self, exams: SimulatedExams) -> None:
        """Take over what is known of works. Which card is next never depends on who chose the examples."""
        for idea in range(self.ideas):
            self.machines[idea, 0], self.works_floors[idea] = exams.lower(idea), exams.floor(idea)
            self.machines_factors[idea] = self.factor_of(idea)

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
        if self.audiences and signed_in:
            self.audiences.keep(person, idea, answers)

    def candidate(self, idea: int) -> Candidate:
        (n, asked, _), (right, would, none_known) = map(float, self.counted[idea]), map(float, self.sums[idea])
        return Candidate(idea, n, right, asked, would, none_known, float(self.machines_factors[idea]))

    def weigh(self) -> None:
        if not self.rows:
            return
        idea, signed_in = self.idea[: self.rows], self.signed_in[: self.rows, None]
        self.voices[: self.rows] = voices = self.heard()
        if self.claims.made.any():
            self.claimed = self.claims.upheld(self.person[: self.rows], idea, voices)
        weight = voices[:, None] * np.where(signed_in, ASKED_OF_ALL, ASKED_OF_STRANGERS)
        self.counted = self.by_idea(idea, weight)
        self.sums = self.by_idea(idea, weight * self.answers[: self.rows])
        self.due = due_of(self.counted, self.sums, self.machines_factors)
        if self.audiences:
            people, said = signed_in[:, 0], self.answers[: self.rows]
            self.audiences.weigh(self.person[: self.rows][people], idea[people], voices[people], said[people])

    def heard(self) -> Floats:
        people = np.flatnonzero(self.signed_in[: self.rows])
        person, idea, week = self.person[people], self.idea[people], self.week[people]
        dealt, left_open = self.dealt_in[person, week], self.left_open[people]
        weight = np.zeros(self.rows)
        spent = np.minimum(WEEKLY_VOICE, self.dealt_in).sum(axis=1)[person]
        weight[people] = weights(GlanceColumns(person, idea, dealt, left_open, self.answers[people], spent))
        signed_out = np.flatnonzero(~self.signed_in[: self.rows])
        by_people = np.bincount(idea, weight[people], self.ideas)
        by_strangers = STRANGER * np.bincount(self.idea[signed_out], minlength=self.ideas)
        shares = np.array([share_of_strangers(*both) for both in zip(by_people, by_strangers, strict=True)])
        weight[signed_out] = STRANGER * shares[self.idea[signed_out]]
        return weight

    def by_idea(self, idea: Integers, columns: Floats) -> Floats:
        sums: Floats = np.stack([np.bincount(idea, column, self.ideas) for column in columns.T], axis=1)
        return sums
