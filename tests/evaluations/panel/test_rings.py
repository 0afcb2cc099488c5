"""Rings are found by what they do together, and honest people of any taste are not taken for one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.panel.rings import Floats, Integers, share_alone
from evaluations.panel.weights import GlanceColumns, weights

IDEAS, QUESTIONS = 60, 3
Row = tuple[int, int, tuple[bool, bool, bool]]
PUSHED, SUNK = [0, 1, 2, 3, 4, 5], list(range(10, 20))
PLANNED_FIRST = np.arange(30)  # a ring's members look at what concerns them


def honest(people: int, seed: int, *, each: int = 20, taste: float = 0.0) -> tuple[Integers, Integers, Floats]:
    """People of two tastes, each about `each` ideas of 60."""
    rng = np.random.default_rng(seed)
    truth = rng.beta(1.5, 3, size=(IDEAS, QUESTIONS))
    tastes = taste * rng.standard_normal((2, IDEAS, QUESTIONS))
    rates = 1 / (1 + np.exp(-(np.log(truth / (1 - truth)) + tastes)))
    idea = np.concatenate([rng.permutation(IDEAS)[:each] for _ in range(people)])
    person = np.repeat(np.arange(people), each)
    answers = (rng.random((len(idea), QUESTIONS)) < rates[person % 2, idea]).astype(float)
    return person, idea, answers


def with_ring(people: int, members: int, seed: int) -> tuple[Integers, Integers, Floats]:
    """The first of them follow a plan about some ideas and are honest about the others. They play more, as it pays."""
    person, idea, answers = honest(people, seed)
    for member in range(members):
        idea[person == member] = np.random.default_rng([seed, member]).permutation(PLANNED_FIRST)[:20]
    theirs = person < members
    answers[theirs & np.isin(idea, PUSHED)] = 1
    answers[theirs & np.isin(idea, SUNK)] = 0
    return person, idea, answers


@pytest.mark.parametrize("taste", [0.0, 1.5])
@pytest.mark.parametrize("people", [20, 100, 400])
def test_honest_people_are_taken_for_no_ring(people: int, taste: float) -> None:
    for seed in range(3):
        found = honest(people, seed, taste=taste)
        assert share_alone(*found, np.ones(len(found[0]))).mean() > 0.97


@pytest.mark.parametrize(("people", "members"), [(100, 20), (100, 40), (400, 20)])
def test_ring_that_pushes_some_and_sinks_others_is_hardly_heard_and_the_others_are(people: int, members: int) -> None:
    for seed in range(3):
        person, idea, answers = with_ring(people, members, seed)
        alone = share_alone(person, idea, answers, np.ones(len(person)))
        assert alone[person < members].mean() < 0.15
        assert alone[person >= members].mean() > 0.95


def test_ring_that_leaves_all_cards_but_its_own_is_found_by_the_cards_it_left() -> None:
    person, idea, answers = honest(100, 1)
    answers[np.isin(idea, PUSHED)] *= [1, 0, 0]  # people see what they are for, and want none of them
    theirs = np.repeat(np.arange(100, 125), len(PUSHED))
    person, idea = np.append(person, theirs), np.append(idea, np.tile(PUSHED, 25))
    answers = np.vstack([answers, np.ones((len(theirs), QUESTIONS))])
    cards = np.full(len(person), 5), np.ones(len(person))
    found = weights(GlanceColumns(person, idea, *cards, answers, spent=np.full(len(person), 20.0)))
    assert found[person >= 100].mean() < 0.2 and found[person < 100].mean() > 0.9


def test_ring_loses_its_weight_where_habits_alone_would_show_nothing() -> None:
    person, idea, answers = with_ring(200, 40, 1)
    weighed = weights(GlanceColumns(person, idea, np.full(len(person), 5), np.ones(len(person)), answers))
    assert weighed[person < 40].mean() < 0.1 < 0.9 < weighed[person >= 40].mean()


def test_two_rings_are_found_one_after_the_other() -> None:
    person, idea, answers = with_ring(200, 30, 2)
    others = (person >= 30) & (person < 60)
    answers[others & np.isin(idea, range(30, 35))] = 1
    answers[others & np.isin(idea, range(40, 50))] = 0
    alone = share_alone(person, idea, answers, np.ones(len(person)))
    assert alone[person < 60].mean() < 0.15 < 0.95 < alone[person >= 60].mean()


def test_agreeing_with_a_ring_about_one_idea_costs_nothing() -> None:
    person, idea, answers = with_ring(200, 40, 3)
    admirer = person == 199
    idea[admirer] = np.arange(40, 60)  # nothing of the ring's, but for one idea
    first = np.flatnonzero(admirer)[0]
    idea[first], answers[first] = PUSHED[0], 1
    alone = share_alone(person, idea, answers, np.ones(len(person)))
    assert alone[admirer].min() > 0.8


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.tuples(st.booleans(), st.booleans(), st.booleans())),
        min_size=1,
        max_size=25,
        unique_by=lambda row: row[:2],
    ),
)
def test_shares_are_between_0_and_1_and_the_order_of_glances_does_not_matter(rows: list[Row]) -> None:
    def shares(of: list[Row]) -> dict[tuple[int, int], float]:
        people, ideas, answers = zip(*of, strict=True)
        _, person = np.unique(people, return_inverse=True)
        _, idea = np.unique(ideas, return_inverse=True)
        found = share_alone(person, idea, np.array(answers, float), np.ones(len(of)))
        return dict(zip(zip(people, ideas, strict=True), found.tolist(), strict=True))

    first = shares(rows)
    assert all(0 <= share <= 1 for share in first.values())
    assert shares(rows[::-1]) == pytest.approx(first, abs=1e-6)
