"""The model of strangers' examples, and what it is believed for."""

import numpy as np
import pytest

from benchmarks.crowd.family import member, worth_of
from benchmarks.crowd.offers import weeks_of_giving
from benchmarks.crowd.strangers import GivingSite, judged, rows_given, sets, truth
from benchmarks.strangers import SMALL, errors_with, moves, passes
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR

AUTHORS_ROWS = range(24, 61)


def test_machines_are_right_about_strangers_rows_as_often_as_about_all_inputs() -> None:
    rng = np.random.default_rng(1)
    given = rows_given(GivingSite(50, 0, np.array([1.0])), 3_000, np.empty(0, int), rng)
    assert np.mean([row.right for row in given]) == pytest.approx(truth(1.0), abs=0.03)


def test_twelve_strangers_rows_halve_the_error_where_authors_give_easy_rows() -> None:
    alone, with_rows = (np.mean(errors_with(rows, 0)) for rows in (0, MIN_STRANGERS))
    assert with_rows < alone / 2


def test_hostile_fifth_moves_the_number_of_rivals_by_less_than_half_its_interval() -> None:
    found = [move for move in moves(0, np.arange(3)) if not move[0]]
    assert abs(np.mean([by for _, by, *_ in found])) < np.mean([half for _, _, half, *_ in found])


def test_wrong_rows_hardly_enter_and_right_ones_do() -> None:
    rng = np.random.default_rng(2)
    site = GivingSite(60, 12, np.full(5, 9.0))  # machines are right about every right row
    given = rows_given(site, 24, np.empty(0, int), rng)
    found = [right for each in sets(given, judged(site, given, rng), 5) for right in each]
    assert len(found) >= 5 * MIN_STRANGERS and np.mean(found) > 0.85


def test_higher_floor_is_the_least_hundredth_that_under_a_twentieth_of_nonsense_passes() -> None:
    chosen, below = (np.mean([passes(floor, n) for n in AUTHORS_ROWS]) for floor in (WORKS_ALONE_FLOOR, 0.89))
    assert chosen < 0.05 < below


def test_true_works_of_a_world_is_what_its_worth_was_made_of() -> None:
    world = member(3, 0.0, SMALL)
    found = world.true_works
    assert found is not None
    assert worth_of(world.rates, found, world.cheap) == pytest.approx(world.worth, rel=0.01)
    assert ((found > 0.19) & (found < 1)).mean() > 0.95
    assert (found <= world.works + 0.02).mean() > 0.95, "authors' examples are never harder"


@pytest.mark.parametrize("by_lot", [False, True])
def test_hand_that_gives_easy_rows_to_its_own_nonsense_passes_by_choice_and_not_by_lot(by_lot: bool) -> None:
    site = GivingSite(50, 10, np.array([-1.5] * 3 + [2.5]))
    found = weeks_of_giving(site, 3, 8, 0, by_lot=by_lot)[:3]
    assert sum(each.passes for each in found) == (0 if by_lot else 3)
    assert np.mean([each.score for each in found]) < (0.7 if by_lot else 1)


def test_lot_takes_longer_and_comes_to_the_same_number_in_peace() -> None:
    site = GivingSite(50, 0, np.full(3, 2.5))
    chosen, drawn = (weeks_of_giving(site, 0, 8, 1, by_lot=by_lot) for by_lot in (False, True))
    assert max(each.day for each in drawn) < 56
    assert np.mean([each.day for each in drawn]) > np.mean([each.day for each in chosen])
    assert np.mean([each.score for each in drawn]) == pytest.approx(truth(2.5), abs=0.15)
