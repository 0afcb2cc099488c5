"""Which idea next: those that are short first, then those about which most is to be learnt."""

from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.moments.evidence import FLOORS
from evaluations.moments.score import QuestionEvidence, score
from evaluations.panel.next_idea import (
    ENOUGH,
    FLOOR,
    FOR_THE_SHORT,
    SHORT,
    UNLIKELY,
    Candidate,
    due,
    in_order,
    machines_factor,
)
from ideas.floors import exponent

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
    assert first_12 < 2 * 1.35 * 40 * FLOOR, "at least half of the cards go to ideas that are short"
    assert seen[-1][1] > seen[-1][0] >= FLOOR


def test_undecided_idea_is_due_before_one_that_is_clear_and_new_ones_before_both() -> None:
    new, undecided = Candidate(1), Candidate(2, 40, 20, 40, 20, 20)
    clear = Candidate(3, 40, 40, 40, 40, 40)
    assert due(new) > SHORT > due(undecided) > due(clear)
    firsts = [in_order([clear, undecided], Random(seed), any_short=False)[0] for seed in range(600)]
    assert firsts.count(undecided) > 2 * firsts.count(clear)
    assert share_of_firsts(new, [clear, undecided]) > FOR_THE_SHORT


def share_of_firsts(short: Candidate, others: list[Candidate]) -> float:
    """How often it is the first while it is short."""
    ordered = (in_order([short, *others], Random(seed), any_short=True) for seed in range(400))
    return fmean(each[0] == short for each in ordered)


def test_due_is_the_standard_deviation_of_the_score_over_what_may_be_true() -> None:
    each, chance = Candidate(1, 20, 16, 20, 6, 18), Random(1)
    truths = ([chance.betavariate(a, b) for a, b in each.posteriors] for _ in range(20_000))
    assert pstdev(scored(truth) for truth in truths) == pytest.approx(due(each), rel=0.03)


def scored(truth: list[float], works: float = 1.0, cheap: float = 1.0) -> float:
    """The score of a Moment, to the power that makes the exponents of people's answers add up to 1."""
    lowers = dict(zip(("obvious", "wanted", "overlooked"), truth, strict=True)) | {"works": works, "cheap": cheap}
    told = score({name: QuestionEvidence(lower, FLOORS[name], 99, 1) for name, lower in lowers.items()})
    assert told is not None
    return float(told ** (1 / sum(exponent(FLOORS[name]) for name in ("obvious", "wanted", "overlooked"))))


def test_what_people_say_moves_the_score_more_where_machines_do_well() -> None:
    well, poorly = (machines_factor([(works, 0.6), (cheap, 0.8)]) for works, cheap in ((0.95, 0.98), (0.6, 0.8)))
    assert well == pytest.approx(scored([1, 1, 1], 0.95, 0.98)) and poorly == pytest.approx(scored([1, 1, 1], 0.6, 0.8))
    assert UNLIKELY < poorly < well
    assert due(Candidate(1, 20, 10, 20, 10, 10, well)) > due(Candidate(2, 20, 10, 20, 10, 10, poorly))


@pytest.mark.parametrize("answers", [[(0.59, 0.6), (0.9, 0.8)], [(0.9, 0.6), (None, 0.8)]])
def test_machines_that_fall_short_or_have_not_said_make_a_moment_unlikely(
    answers: list[tuple[float | None, float]],
) -> None:
    assert machines_factor(answers) == UNLIKELY


def test_idea_that_machines_cannot_do_waits_once_it_is_known_and_not_before() -> None:
    can, cannot = Candidate(1, 20, 10, 20, 10, 10), Candidate(2, 20, 10, 20, 10, 10, machines=UNLIKELY)
    new = Candidate(3, machines=UNLIKELY)
    assert due(new) > SHORT > due(can) > due(cannot)
    firsts = [in_order([cannot, can], Random(seed), any_short=False)[0] for seed in range(200)]
    assert firsts.count(can) > 150
    assert FOR_THE_SHORT - 0.1 < share_of_firsts(new, [can]) < 1, "it gets its minimum, and the other need not wait"


def test_idea_with_enough_rests_while_another_is_short() -> None:
    rested = Candidate(1, ENOUGH, 20, ENOUGH, 20, 20)
    assert in_order([rested], Random(1), any_short=True) == []
    assert in_order([rested], Random(1), any_short=False) == [rested]


@pytest.mark.parametrize("n", [0.0, 0.2, 11.8, 12.0, 47.9])
def test_short_is_what_the_index_says_is_short(n: float) -> None:
    assert (due(Candidate(1, n, n, n, n, n)) >= SHORT) == (n < FLOOR)


def test_idea_that_many_strangers_saw_is_short_until_enough_people_were_asked_what_they_would_pay() -> None:
    seen = Candidate(1, 60.0, 40, 11.2, 4, 50)
    assert seen.is_short and due(seen) >= SHORT
    assert in_order([seen], Random(1), any_short=True) == [seen], "it does not rest while it waits for people"
    assert not Candidate(2, 13.0, 9, 12.0, 4, 11).is_short
