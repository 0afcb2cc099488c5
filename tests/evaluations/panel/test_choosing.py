"""Which idea next: those that are short first, then those about which most is to be learnt."""

from math import prod
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.panel.choosing import ENOUGH, FLOOR, SHORT, Candidate, due, in_order

MOST = 60  # glances that no idea may have while another has fewer than 12


def crowd(seed: int, ideas: int, players: int, cards: int, late: int = 0) -> list[tuple[float, float]]:
    """Players come and go, each sees an idea once; `late` ideas are posted half-way. After every card: the fewest and
    the most glances that an idea has."""
    chance = Random(seed)
    truth = [[chance.random() for _ in range(3)] for _ in range(ideas + late)]
    counted = [Candidate(number) for number in range(ideas + late)]
    seen: list[tuple[float, float]] = []
    for player in range(players):
        posted = ideas + (late if player > players / 2 else 0)
        known = {number for number in range(posted) if chance.random() < 0.2}
        for _ in range(cards):
            any_short = any(each.is_short for each in counted[:posted])
            mine = [each for each in counted[:posted] if each.idea not in known]
            ordered = in_order(mine, chance, any_short=any_short)
            if not ordered:
                break
            chosen = ordered[0]
            known.add(chosen.idea)
            counted[chosen.idea] = after_one_more(chosen, truth[chosen.idea], chance)
            ns = [each.n for each in counted[:posted]]
            seen.append((min(ns), max(ns)))
    return seen


def after_one_more(each: Candidate, truth: list[float], chance: Random) -> Candidate:
    right, would, none_known = (chance.random() < share for share in truth)
    return Candidate(
        each.idea, each.n + 1, each.right + right, each.asked + 1, each.would + would, each.none_known + none_known
    )


@given(seed=st.integers(0, 10**6), ideas=st.integers(1, 25), cards=st.integers(1, 30), late=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_every_idea_reaches_12_glances_before_any_reaches_60(seed: int, ideas: int, cards: int, late: int) -> None:
    for fewest, most in crowd(seed, ideas, players=60, cards=cards, late=late):
        assert fewest >= FLOOR or most < MOST


def test_players_bring_all_ideas_to_12_and_go_on_where_most_is_to_be_learnt() -> None:
    seen = crowd(seed=7, ideas=40, players=150, cards=10)
    first_12 = next(place for place, (fewest, _) in enumerate(seen) if fewest >= FLOOR)
    assert first_12 < 1.35 * 40 * FLOOR, "hardly a card is spent elsewhere before every idea is known"
    assert seen[-1][1] > seen[-1][0] >= FLOOR


def test_undecided_idea_is_due_before_one_that_is_clear_and_new_ones_before_both() -> None:
    new, undecided = Candidate(1), Candidate(2, 40, 20, 40, 20, 20)
    clear = Candidate(3, 40, 40, 40, 40, 40)
    assert due(new) > SHORT > due(undecided) > due(clear)
    firsts = [in_order([clear, undecided], Random(seed), any_short=False)[0] for seed in range(200)]
    assert firsts.count(undecided) > 150
    assert in_order([clear, undecided, new], Random(1), any_short=True)[0] == new


def test_due_is_the_standard_deviation_of_the_geometric_mean_of_draws() -> None:
    each, chance = Candidate(1, 20, 16, 20, 6, 18), Random(1)
    drawn = [prod(chance.betavariate(a, b) for a, b in each.posteriors) ** (1 / 3) for _ in range(20_000)]
    assert pstdev(drawn) == pytest.approx(due(each), rel=0.03)


def test_answer_that_moves_the_score_goes_before_one_that_is_only_unsure() -> None:
    hardly_wanted, doubtful = Candidate(1, 30, 27, 30, 2, 27), Candidate(2, 30, 15, 30, 15, 27)
    assert due(hardly_wanted) > due(doubtful), "twice as many of few are more than some more of many"


def test_idea_that_machines_cannot_do_waits_once_it_is_known_and_not_before() -> None:
    can, cannot = Candidate(1, 20, 10, 20, 10, 10), Candidate(2, 20, 10, 20, 10, 10, machines_clear=False)
    new = Candidate(3, machines_clear=False)
    assert due(new) > SHORT > due(can) > due(cannot)
    firsts = [in_order([cannot, can], Random(seed), any_short=False)[0] for seed in range(200)]
    assert firsts.count(can) > 150
    assert in_order([can, new], Random(1), any_short=True)[0] == new


def test_idea_with_enough_rests_while_another_is_short() -> None:
    rested = Candidate(1, ENOUGH, 20, ENOUGH, 20, 20)
    assert in_order([rested], Random(1), any_short=True) == []
    assert in_order([rested], Random(1), any_short=False) == [rested]


@pytest.mark.parametrize("n", [0.0, 0.2, 11.8, 12.0, 47.9])
def test_short_is_what_the_index_says_is_short(n: float) -> None:
    assert (due(Candidate(1, n, n, n, n, n)) >= SHORT) == (n < FLOOR)
