"""The family of worlds, small: drawn afresh, seeded, and hard on Moments in the way in which it is meant to be."""

from dataclasses import fields

import numpy as np
import pytest

from benchmarks import worlds
from benchmarks.crowd.family import Size, circumstances, member
from benchmarks.crowd.ruses import RUSES

SITE = Size(ideas=90, accounts=250, days=21, visits=140)


def test_same_seed_is_the_same_world_and_another_seed_has_other_circumstances() -> None:
    first, again, attacked = member(3), member(3), member(3, 0.2)
    assert (first.worth == again.worth).all() and (first.temper.style == again.temper.style).all()
    mine = ~attacked.is_ring
    assert (first.worth[mine] == attacked.worth[mine]).all(), "an attack changes nothing about others' ideas"
    drawn = [circumstances(np.random.default_rng(seed)) for seed in range(20)]
    for name in (field.name for field in fields(drawn[0])):
        assert len({getattr(each, name) for each in drawn}) > 5, f"{name} differs between worlds"


def test_nearly_everybody_wants_nearly_nothing() -> None:
    wanted = np.concatenate([member(seed).rates[:, 1] for seed in range(8)])
    assert np.median(wanted) < 0.1 < wanted.max()


def test_nonsense_works_by_the_examples_that_its_authors_chose() -> None:
    world = member(1, 0.2)
    assert len(world.ring) == 6 and (world.works[world.ring] == 0.95).all()
    assert (world.worth[world.ring] == world.worth.min()).all()
    assert (
        member(1, 0.2).posted[world.ring].max()
        < 15
        < member(1, 0.2, late=True).posted[member(1, 0.2, late=True).ring].min()
    )


@pytest.mark.proof
@pytest.mark.parametrize(
    "ruse",
    ["deny rivals, else honest", "honest but for their own", "deny rivals now and then", "answer for their own alone"],
)
def test_fifth_of_all_accounts_that_know_the_formulas_certifies_less_than_one_idea(ruse: str) -> None:
    found = [worlds.moments(seed, 0.2, ruse, SITE) for seed in range(3)]
    assert np.mean([each.certified for each in found]) < 1, "of six; before rings were looked for it was about three"
    assert np.mean([each.precision for each in found]) >= 0.7


def test_first_day_is_that_of_the_first_evening_on_which_one_stands() -> None:
    assert worlds.first_day(np.array([0, 0, 2, 0, 1])) == 3
    assert np.isnan(worlds.first_day(np.zeros(5, int)))


def test_changes_are_how_often_each_moment_was_won_or_lost() -> None:
    flaps, stands, never = [0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 0]
    assert worlds.changes_of(np.array([flaps, stands, never], bool).T) == (3 + 1) / 2
    assert np.isnan(worlds.changes_of(np.array([never], bool).T))


def test_small_site_without_an_idea_that_clears_in_truth_is_told_apart() -> None:
    first = [worlds.first_possible(member(seed, 0.0, worlds.FIFTY), seed) for seed in range(12)]
    assert 0 < sum(day <= 42 for day in first) < 12


def test_crowd_that_bursts_is_honest_until_its_day_and_silent_after_it() -> None:
    ruse = RUSES["honest, then all deny rivals in one day"]
    (before, some), (day, many), (after, none) = (ruse.on(number, 30) for number in (23, 24, 25))
    assert not before.pushes and day is ruse and not after.pushes
    assert many > some > none == 0
    assert RUSES["deny"].on(0, 30) == (RUSES["deny"], some), "the others do the same from their first day on"


def test_every_line_has_as_many_figures_as_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "USUAL", SITE)
    found = [worlds.WorldOutcome(0.8 + seed / 100, 0.7) for seed in range(3)]
    assert len(worlds.line("deny", found)) == len(worlds.HEAD)
    assert worlds.mean(found, "ndcg") == pytest.approx(0.7) and np.isnan(worlds.mean(found, "true"))
    assert all(ruse in RUSES for ruse in worlds.WORST_RUSES)
