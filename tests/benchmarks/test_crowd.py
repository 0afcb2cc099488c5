"""The simulated public, small: seeded, fair to the formulas, and with what it is there to show."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest

from benchmarks import moments
from benchmarks.crowd import experiments
from benchmarks.crowd.claims import CHALLENGED, SimulatedClaims
from benchmarks.crowd.glances import glance
from benchmarks.crowd.next_idea import due_of, first_of, surprise_of
from benchmarks.crowd.rankings import RANKINGS, Ranking, count_of_votes, hot, wilson_of_votes
from benchmarks.crowd.ruses import RUSES
from benchmarks.crowd.votes import vote_by
from benchmarks.crowd.world import IDEAS, make_world
from evaluations.panel.models.glance import KNOWN_FROM
from evaluations.panel.next_idea import Candidate, due, in_order, surprise
from evaluations.prototypes.statistics import ANSWER_ALPHA, wilson, z_one_sided
from ideas import ranking

POSTED = datetime(2026, 6, 1, tzinfo=UTC)


def test_same_seed_is_the_same_world_and_the_same_outcome() -> None:
    experiment = experiments.Experiment(experiments.MOMENTS, 0.0, "deny", 30, seed=3)
    assert experiments.run(experiment) == experiments.run(experiment)
    assert (make_world(3, 0.0).worth == make_world(3, 0.2).worth).all(), "an attack changes nothing about the ideas"
    assert make_world(3, 0.0, luck=False).friends.sum() == 0 < make_world(3, 0.0).friends.sum()
    assert (make_world(3, 0.0, luck=False).worth == make_world(3, 0.0).worth).all(), "nor does luck"


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


@pytest.mark.proof
def test_puppets_push_their_ideas_by_votes_and_not_by_glances() -> None:
    world = make_world(2, 0.05)
    voted = vote_by(count_of_votes, world, visits=120, seed=2)
    glanced = glance(world, visits=200, seed=2, ruse="deny")
    assert len(set(voted.order[:10]) & set(world.ring)) >= 3
    assert len(set(glanced.order[:10]) & set(world.ring)) == 0
    assert experiments.precision(glanced.order, world.worth) > experiments.precision(voted.order, world.worth)
    assert glanced.fewest >= 12 or glanced.most < 60, "weighed"
    assert glanced.fewest > 2, "half of the cards go to the least seen, the other half to where most is to be learnt"


def test_measures_are_1_for_the_best_order_and_less_for_the_worst() -> None:
    worth = make_world(0, 0.0).worth
    best = np.argsort(-worth)
    assert experiments.precision(best, worth) == 1 == pytest.approx(experiments.ndcg(best, worth))
    assert experiments.precision(best[::-1], worth) == 0 == experiments.ndcg(best[::-1], worth)


@pytest.mark.proof
@pytest.mark.parametrize("ruse", [name for name, ruse in RUSES.items() if ruse.shuts_out])
def test_puppets_that_shut_out_all_but_their_own_gain_nothing(ruse: str) -> None:
    world = make_world(2, 0.20)
    glanced = glance(world, visits=200, seed=2, ruse=ruse)
    assert len(set(glanced.order[:10]) & set(world.ring)) <= 1


@pytest.mark.proof
def test_claims_of_a_crowd_that_denies_others_sink_little() -> None:
    world = make_world(2, 0.05)
    alone, claimed = (glance(world, visits=200, seed=2, ruse=ruse) for ruse in ("deny", "claim prior art, deny"))
    assert len(set(claimed.order[:10]) & set(world.ring)) <= 1
    assert claimed.moments > alone.moments / 2 > 5


def test_claim_is_upheld_by_glances_since_it_was_made_and_challenged_by_any() -> None:
    world = make_world(2, 0.20)
    claims = SimulatedClaims(world.accounts, world.ideas)
    crowd, honest = world.puppets[:5], world.honest[:3]
    before = np.repeat(np.append(crowd, honest), KNOWN_FROM)
    claims.make(world, np.arange(IDEAS) == 7, glances=len(before) + 2)

    def is_upheld(*people: int) -> bool:
        person, idea = np.append(before, people), np.append(np.zeros(len(before), int), np.full(len(people), 7))
        upheld = claims.upheld(person, idea, np.ones(len(person)))
        return upheld.nonzero()[0].tolist() == [7]

    assert not is_upheld(*crowd[:4]), "two of four came before it"
    assert is_upheld(*crowd)
    assert not claims.upheld(crowd, np.full(5, 7), np.ones(5))[7], "their weight is not known"
    claims.stances[honest, 7] = CHALLENGED
    assert not is_upheld(*honest, *crowd)


def test_choosing_of_columns_is_the_site_s_own() -> None:
    few, many = Candidate(0, 4, 3, 3, 1, 4), Candidate(1, 40, 30, 35, 4, 39, machines=0.6)
    machines = np.array([1.0, 0.6])
    counted, sums = np.array([[4.0, 3, 4], [40, 35, 40]]), np.array([[3.0, 1, 4], [30, 4, 39]])
    assert due_of(counted, sums, machines) == pytest.approx([due(few), due(many)])
    rng, chance = np.random.default_rng(1), Random(1)
    drawn = np.mean([surprise_of(counted, sums, machines, rng) for _ in range(3_000)], axis=0)
    assert drawn == pytest.approx(
        [np.mean([surprise(each, chance) for _ in range(3_000)]) for each in (few, many)], 0.05
    )
    due_now = due_of(counted, sums, machines)
    theirs = np.mean([first_of(counted, sums, machines, due_now, np.ones(2, bool), rng) == 0 for _ in range(1_000)])
    ours = np.mean([in_order([many, few], chance, any_short=True)[0].idea == 0 for _ in range(1_000)])
    assert 0.5 < ours < 1 and theirs == pytest.approx(ours, abs=0.07)


@pytest.mark.proof
def test_report_says_of_every_ruse_and_of_the_effort_whether_the_aim_is_met(capsys: pytest.CaptureFixture[str]) -> None:
    good, poor = experiments.Measures(0.8, 0.8, 0, 15_000, 15_000), experiments.Measures(0.6, 0.5, 3, 4_000, 160_000)
    moments.report(
        {
            experiment: good if experiment.site == experiments.MOMENTS else poor
            for experiment in experiments.all_experiments()
        }
    )
    printed = capsys.readouterr().out
    assert printed.count(": met") == len(RUSES) + 1
    moments.report(dict.fromkeys(experiments.all_experiments(), poor))
    assert capsys.readouterr().out.count("not met") == len(RUSES)


@pytest.mark.proof
def test_report_tells_how_far_a_mean_may_be_off(capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        experiment: experiments.Measures(0.8 + 0.1 * (experiment.seed % 2), 0.8, 0, 15_000, 15_000)
        for experiment in experiments.all_experiments()
    }
    moments.report(found)
    error = experiments.error_of([0.8, 0.9] * (experiments.PEACEFUL_WORLDS // 2))
    assert error == pytest.approx(0.05 / (experiments.PEACEFUL_WORLDS - 1) ** 0.5)
    assert f"0.85±{error:.2f}" in capsys.readouterr().out
