from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.moments.score import QuestionEvidence, clears, holds, missing, nearness, score, weakest
from ideas.questions import QUESTIONS

lowers = st.lists(st.floats(0, 1), min_size=5, max_size=5)
floors = st.lists(st.floats(0.01, 0.99), min_size=5, max_size=5)


def evidence(*lower_bounds: float) -> dict[str, QuestionEvidence]:
    """All five known, from 20 observations each, with a floor of a half."""
    return {name: QuestionEvidence(lower, 0.5, 20, 12) for name, lower in zip(QUESTIONS, lower_bounds, strict=True)}


def known(lower_bounds: list[float], floors: list[float]) -> dict[str, QuestionEvidence]:
    each = zip(QUESTIONS, lower_bounds, floors, strict=True)
    return {name: QuestionEvidence(lower, floor, 20, 12) for name, lower, floor in each}


@given(lowers, floors)
def test_score_is_a_share_and_a_half_at_least_where_all_clear(lower_bounds: list[float], at: list[float]) -> None:
    answers = known(lower_bounds, at)
    told = score(answers)
    assert told is not None and 0 <= told <= 1
    assert told >= 0.5 - 1e-9 or not clears(answers)


@given(floors)
def test_score_is_a_half_where_all_are_at_their_floors_wherever_these_are(at: list[float]) -> None:
    assert score(known(at, at)) == pytest.approx(0.5)


@given(floors, st.integers(0, 4), st.floats(0, 1))
def test_each_answer_counts_alike_on_its_way_from_its_floor_to_1(at: list[float], which: int, way: float) -> None:
    """`way`: which share of it, in steps of equal ratio."""
    raised = [floor ** (1 - way) if place == which else floor for place, floor in enumerate(at)]
    told = score(known(raised, at))
    assert told == pytest.approx(0.5 ** (1 - way / 5))


@given(lowers, st.integers(0, 4), st.floats(0, 1))
def test_score_never_falls_when_an_answer_gets_better(lower_bounds: list[float], which: int, better: float) -> None:
    raised = [max(lower, better) if place == which else lower for place, lower in enumerate(lower_bounds)]
    before, after = score(evidence(*lower_bounds)), score(evidence(*raised))
    assert before is not None and after is not None
    assert after >= before - 1e-12


def test_score_of_an_idea_that_nobody_wants_is_nothing() -> None:
    assert score(evidence(0.9, 0.0, 0.9, 0.9, 0.9)) == 0.0


def test_score_is_the_fifth_root_of_the_product_where_all_floors_are_a_half() -> None:
    assert score(evidence(0.5, 0.4, 0.8, 0.9, 0.95)) == pytest.approx((0.5 * 0.4 * 0.8 * 0.9 * 0.95) ** 0.2)


def test_answer_with_too_few_observations_is_missing_and_not_nothing() -> None:
    answers = evidence(0.9, 0.9, 0.9, 0.9, 0.9)
    answers["wanted"] = replace(answers["wanted"], n=9)
    assert score(answers) is None
    assert (missing(answers), answers["wanted"].short_by) == (["wanted"], 3)
    assert not clears(answers)


def test_idea_clears_when_all_five_reach_their_floors() -> None:
    assert clears(evidence(0.5, 0.6, 0.7, 0.8, 0.9))
    below = evidence(0.45, 0.6, 0.2, 0.8, 0.9)
    assert not clears(below)
    assert weakest(below) == ["overlooked", "obvious"]


@given(lowers, floors, lowers)
def test_moment_is_kept_wherever_it_would_be_won(
    lower_bounds: list[float], at: list[float], above: list[float]
) -> None:
    """`above`: of the way from the bound to 1, where the share is that was found."""
    points = [lower + (1 - lower) * way for lower, way in zip(lower_bounds, above, strict=True)]
    both = zip(known(lower_bounds, at).items(), points, strict=True)
    answers = {name: replace(each, point=point) for (name, each), point in both}
    assert holds(answers) == all(point >= floor for point, floor in zip(points, at, strict=True))
    assert holds(answers) or not clears(answers)
    assert not holds(answers | {"wanted": replace(answers["wanted"], n=3)}), "too few said so"


def test_moment_is_kept_by_the_bound_where_no_share_is_given() -> None:
    assert holds(evidence(0.5, 0.6, 0.7, 0.8, 0.9)) and not holds(evidence(0.49, 0.6, 0.7, 0.8, 0.9))


@given(lowers)
def test_nearness_is_whole_only_when_all_clear(lower_bounds: list[float]) -> None:
    answers = evidence(*lower_bounds)
    assert 0 <= nearness(answers) <= 1
    assert (nearness(answers) == 1) == clears(answers)


def test_nearness_grows_with_each_observation() -> None:
    answers = evidence(0.9, 0.9, 0.9, 0.9, 0.9)
    steps = [nearness(answers | {"wanted": QuestionEvidence(None, 0.5, n, 12)}) for n in range(13)]
    assert steps == sorted(steps) and steps[0] == 0.8 and steps[12] < 1
