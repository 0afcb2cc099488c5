"""What judges' verdicts are worth, and what they decide together."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.strangers.voices import ENOUGH, HAND, Verdict, decision, one_hand, weights

SAID = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=8)


def about_one_row(said: list[tuple[bool, float]]) -> list[Verdict]:
    return [Verdict(judge, 1, 99, agrees, weight) for judge, (agrees, weight) in enumerate(said)]


def crowd(judges: int, rows: int, seed: int = 1) -> list[Verdict]:
    """Three judges for each row, who are right nine times in ten; a tenth of the rows is wrong."""
    chance = Random(seed)
    found = []
    for row in range(rows):
        rate = 0.9 if chance.random() < 0.9 else 0.15
        found += [Verdict(judge, row, row % 20, chance.random() < rate) for judge in chance.sample(range(judges), 3)]
    return found


def mean_weight(verdicts: list[Verdict], judge: int) -> float:
    own = [weight for each, weight in zip(verdicts, weights(verdicts), strict=True) if each.judge == judge]
    return sum(own) / len(own)


@given(st.lists(st.booleans(), min_size=1, max_size=3))
def test_two_of_two_or_two_of_three_decide(said: list[bool]) -> None:
    found = decision(about_one_row([(each, 1.0) for each in said]), set())
    expected = True if said.count(True) >= 2 else False if said.count(False) >= 2 else None
    assert found is expected


@given(SAID, st.floats(0, 1))
def test_one_more_judge_who_agrees_never_takes_an_agreed_row_out(said: list[tuple[bool, float]], weight: float) -> None:
    if decision(about_one_row(said), set()):
        assert decision(about_one_row([*said, (True, weight)]), set())


@given(SAID)
def test_whoever_weighs_nothing_decides_nothing(said: list[tuple[bool, float]]) -> None:
    silent = [(agrees, 0.0) for agrees, _ in said]
    assert decision(about_one_row(silent), set()) is None
    assert decision(about_one_row(said + silent), set()) is decision(about_one_row(said), set())


@given(st.integers(2, 9))
def test_all_who_are_one_hand_with_the_giver_are_not_enough(judges: int) -> None:
    verdicts = about_one_row([(True, 1.0)] * judges)
    assert decision(verdicts, {(each.judge, 99) for each in verdicts}) is None
    assert decision([*verdicts, Verdict(50, 1, 99, True)], {(each.judge, 99) for each in verdicts}) is True
    assert ENOUGH > 1


def test_hand_is_who_agrees_always_with_one_giver_only() -> None:
    with_one = [Verdict(1, row, 7, True) for row in range(HAND)]
    assert one_hand(with_one) == {(1, 7)}
    assert one_hand(with_one[1:]) == set(), "too little to say"
    assert one_hand([*with_one, Verdict(1, 50, 8, False), Verdict(1, 51, 9, False)]) == {(1, 7)}
    assert one_hand([*with_one, Verdict(1, 50, 8, True)]) == set(), "agrees with another one, too"
    assert one_hand([*with_one, Verdict(1, 60, 7, False)]) == set(), "not always"


def test_careful_judges_are_heard_and_whoever_clicks_by_lot_hardly() -> None:
    honest = crowd(12, 120)
    chance = Random(3)
    by_lot = [Verdict(50, row, row % 20, chance.random() < 0.5) for row in range(40)]
    denies = [Verdict(51, row, row % 20, False) for row in range(40)]
    everybody = honest + by_lot + denies
    assert min(mean_weight(everybody, judge) for judge in range(12)) > 0.8
    assert mean_weight(everybody, 50) < 0.2 and mean_weight(everybody, 51) < 0.1


def test_first_verdict_of_a_newcomer_counts_whole() -> None:
    for agrees in (True, False):
        assert mean_weight([*crowd(12, 60), Verdict(77, 3, 3, agrees)], 77) == pytest.approx(1.0)


@given(st.permutations(range(30)))
def test_weights_do_not_depend_on_the_order(order: list[int]) -> None:
    verdicts = crowd(5, 10)
    found = weights(verdicts)
    moved = weights([verdicts[place] for place in order])
    assert moved == pytest.approx([found[place] for place in order])


def test_nobody_has_judged_yet() -> None:
    assert weights([]) == [] and one_hand([]) == set() and decision([], set()) is None
