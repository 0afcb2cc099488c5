"""The floor of works in the simulated site, and what strangers' rows do to it."""

import numpy as np
import pytest

from benchmarks.crowd.exams import ACTS, EASY, SimulatedExams
from benchmarks.crowd.family import Size, member
from benchmarks.crowd.glances import glance
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR

HONEST, NONSENSE, SURE, POOR = range(4)
NEAR = np.arange(4)
ENOUGH = 10_000.0  # cards of a day


def exams(giving: float | None = 0.5, true: float = 1.0) -> SimulatedExams:
    works, is_ring = np.array([0.8, 0.85, 0.95, 0.4]), np.array([False, True, False, False])
    return SimulatedExams(works, np.full(4, true), is_ring, giving, np.random.default_rng(1))


def test_floor_is_the_higher_one_until_twelve_rows_stand() -> None:
    of = exams()
    assert of.floor(HONEST) == WORKS_ALONE_FLOOR and of.lower(HONEST) == 0.8
    of.give(NEAR, honest=MIN_STRANGERS * ACTS, puppets=0.0)  # half of it
    assert of.rows(HONEST) == MIN_STRANGERS / 2 and of.floor(HONEST) == WORKS_ALONE_FLOOR
    of.give(NEAR, honest=MIN_STRANGERS * ACTS + 1, puppets=0.0)
    assert of.floor(HONEST) == WORKS_FLOOR and of.lower(HONEST) == 0.8, "the lesser bound"


def test_rows_that_machines_get_wrong_sink_the_bound_and_get_more_rows() -> None:
    of = exams(true=0.3)
    of.give(NEAR, ENOUGH, 0.0)
    assert of.lower(HONEST) < WORKS_FLOOR
    of.give(NEAR, ENOUGH, 0.0)
    assert of.rows(HONEST) > MIN_STRANGERS


def test_nobody_gives_to_what_needs_no_rows_or_cannot_clear() -> None:
    of = exams()
    of.give(NEAR, ENOUGH, 0.0)
    assert of.rows(SURE) == of.rows(POOR) == 0


def test_ring_gets_rows_only_as_its_accounts_are_dealt_them() -> None:
    quiet, few, many = exams(), exams(), exams()
    quiet.give(NEAR, ENOUGH, 0.0)
    assert quiet.rows(NONSENSE) == 0
    few.give(np.array([NONSENSE]), 500.0, 10.0)
    many.give(np.array([NONSENSE]), 500.0, 100.0)
    assert few.acts[NONSENSE] == pytest.approx(5), "half of the cards of puppets"
    assert many.acts[NONSENSE] == pytest.approx(MIN_STRANGERS * ACTS)
    assert few.floor(NONSENSE) == WORKS_ALONE_FLOOR and many.floor(NONSENSE) == WORKS_FLOOR
    assert many.lower(NONSENSE) > WORKS_FLOOR and EASY > 0.9


def test_acts_are_taken_from_the_visits_of_honest_people() -> None:
    of = exams()
    assert of.give(np.array([HONEST]), 60.0, 0.0) == pytest.approx(30)
    assert of.give(np.array([HONEST]), 60.0, 0.0) == pytest.approx(MIN_STRANGERS * ACTS - 30)
    assert exams(giving=0.0).give(NEAR, 60.0, 60.0) == exams(giving=None).give(NEAR, 60.0, 60.0) == 0


def test_moment_below_the_higher_floor_comes_only_where_people_give() -> None:
    worlds = [member(seed, 0.0, Size(ideas=90, accounts=250, days=21, visits=140)) for seed in range(2)]
    ever = {
        giving: sum(glance(world, 140, 1, giving=giving).certified.any(axis=0).sum() for world in worlds)
        for giving in (None, 0.0, 0.5)
    }
    assert ever[0.0] < ever[0.5] <= ever[None] + 2
