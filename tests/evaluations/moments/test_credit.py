from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.moments.credit import EFFORT, BackingAct, credit, hit_rate, shares

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
CERTIFIED = BEGIN + timedelta(days=10)


def at(hour: float) -> datetime:
    return BEGIN + timedelta(hours=hour)


backings = st.lists(
    st.builds(BackingAct, st.integers(1, 8), st.sampled_from(sorted(EFFORT)), st.integers(0, 300).map(at)), max_size=20
)


@given(backings)
def test_shares_add_up_to_one_whoever_backed(given_: list[BackingAct]) -> None:
    found = shares(given_, CERTIFIED)
    assert sum(found.values()) == pytest.approx(1.0 if found else 0.0)
    assert set(found) == {backing.person for backing in given_ if backing.when < CERTIFIED}


@given(backings, st.randoms())
def test_shares_do_not_depend_on_the_order_of_rows(given_: list[BackingAct], chance: Random) -> None:
    mixed = list(given_)
    chance.shuffle(mixed)
    assert shares(mixed, CERTIFIED) == shares(given_, CERTIFIED)


@given(st.lists(st.integers(0, 200), min_size=2, max_size=10))
def test_the_earlier_never_has_less(hours: list[int]) -> None:
    found = shares([BackingAct(person, "vote", at(hour)) for person, hour in enumerate(hours)], CERTIFIED)
    for one, other in permutations(range(len(hours)), 2):
        if hours[one] < hours[other]:
            assert found[one] > found[other]
        if hours[one] == hours[other]:
            assert found[one] == pytest.approx(found[other])


@given(backings, st.integers(0, 200))
def test_one_more_backer_takes_from_all_others(given_: list[BackingAct], hour: int) -> None:
    before = shares(given_, CERTIFIED)
    after = shares([*given_, BackingAct(99, "vote", at(hour))], CERTIFIED)
    assert all(after[person] < share or share == 0 for person, share in before.items())


def test_whoever_came_after_the_certification_gets_nothing() -> None:
    assert shares([BackingAct(1, "vote", at(1)), BackingAct(2, "vote", CERTIFIED)], CERTIFIED) == {1: 1.0}


def test_doing_the_same_twice_counts_once_and_an_example_counts_double() -> None:
    same = [BackingAct(1, "vote", at(1)), BackingAct(1, "vote", at(2)), BackingAct(2, "example", at(1))]
    assert shares(same, CERTIFIED) == pytest.approx({1: 1 / 3, 2: 2 / 3})


@given(st.floats(0, 50), st.integers(0, 50), st.integers(0, 200))
def test_backing_what_becomes_nothing_never_gains(total: float, hits: int, misses: int) -> None:
    assert credit(total, hits, hits + misses + 1) <= credit(total, hits, hits + misses) + 1e-12


@given(st.integers(0, 100), st.integers(0, 100))
def test_hit_rate_is_below_the_share_of_hits(hits: int, misses: int) -> None:
    assert 0 <= hit_rate(hits, hits + misses) <= (hits / (hits + misses) if hits + misses else 0)


def test_backing_everything_gains_less_than_backing_the_right_few() -> None:
    ideas, moments, share = 1_000, 20, 0.05
    everything, few = credit(moments * share, moments, ideas), credit(4 * share, 4, 6)
    assert everything < few / 4
