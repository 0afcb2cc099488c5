"""The simulated public, small: seeded, fair to the formulas, and with what it is there to show."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks import moments
from benchmarks.crowd.glancing import glance
from benchmarks.crowd.rankings import RANKINGS, Ranking, count_of_votes, hot, wilson_of_votes
from benchmarks.crowd.voting import vote_by
from benchmarks.crowd.world import make_world
from evaluations.prototypes.statistics import ANSWER_ALPHA, wilson, z_one_sided
from ideas import ranking

POSTED = datetime(2026, 6, 1, tzinfo=UTC)


def test_same_seed_is_the_same_world_and_the_same_outcome() -> None:
    trial = moments.Trial(moments.MOMENTS, 0.0, "deny", 30, seed=3)
    assert moments.run(trial) == moments.run(trial)
    assert (make_world(3, 0.0).worth == make_world(3, 0.2).worth).all(), "an attack changes nothing about the ideas"


@pytest.mark.parametrize("ranking_of", RANKINGS.values(), ids=RANKINGS)
def test_every_formula_orders_equal_ideas_by_votes_and_never_the_older_first(ranking_of: Ranking) -> None:
    votes, same = np.array([1.0, 10.0]), np.full(2, 50.0)
    few, many = ranking_of(votes, same, same, np.zeros(2))
    young, old = ranking_of(same, same, np.array([1.0, 90.0]), np.zeros(2))
    assert few < many
    assert young >= old


def test_hot_of_columns_is_hot_of_the_site() -> None:
    votes, hours, evidence = np.array([0.0, 3.0, 250.0]), np.array([0.0, 30.0, 400.0]), np.array([0.0, 1.2, 0.4])
    one_by_one = [
        ranking.hot(int(vote), given, POSTED - timedelta(hours=hour)) - ranking.hot(0, 0.0, POSTED)
        for vote, hour, given in zip(votes, hours, evidence, strict=True)
    ]
    assert hot(votes, votes, hours, evidence) == pytest.approx(one_by_one)


def test_wilson_of_columns_is_the_site_s_own() -> None:
    votes, looks = np.array([0.0, 3.0, 40.0]), np.array([10.0, 30.0, 45.0])
    expected = [wilson(yes, n, z_one_sided(ANSWER_ALPHA)).lower for yes, n in zip(votes, looks, strict=True)]
    assert wilson_of_votes(votes, looks, looks, looks) == pytest.approx(expected)


def test_puppets_push_their_ideas_by_votes_and_not_by_glances() -> None:
    world = make_world(2, 0.05)
    voted = vote_by(count_of_votes, world, visits=120, seed=2)
    glanced = glance(world, visits=200, seed=2, ruse="deny")
    assert len(set(voted.order[:10]) & set(world.ring)) >= 3
    assert len(set(glanced.order[:10]) & set(world.ring)) == 0
    # Weighed; what was posted last has not had its twelve yet.
    assert glanced.most < 60
    assert glanced.fewest > 3


def test_measures_are_1_for_the_best_order_and_less_for_the_worst() -> None:
    worth = make_world(0, 0.0).worth
    best = np.argsort(-worth)
    assert moments.precision(best, worth) == 1 == pytest.approx(moments.ndcg(best, worth))
    assert moments.precision(best[::-1], worth) == 0 == moments.ndcg(best[::-1], worth)
