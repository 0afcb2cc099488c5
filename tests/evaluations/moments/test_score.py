from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.moments.score import QUESTIONS, Evidence, clears, missing, nearness, score, weakest

lowers = st.lists(st.floats(0, 1), min_size=5, max_size=5)


def evidence(*lower_bounds: float) -> dict[str, Evidence]:
    """All five known, from 20 observations each, with a floor of a half."""
    return {name: Evidence(lower, 0.5, 20, 12) for name, lower in zip(QUESTIONS, lower_bounds, strict=True)}


@given(lowers)
def test_score_lies_between_the_weakest_and_the_strongest(lower_bounds: list[float]) -> None:
    told = score(evidence(*lower_bounds))
    assert told is not None
    assert min(lower_bounds) - 1e-9 <= told <= max(lower_bounds) + 1e-9


@given(lowers, st.integers(0, 4), st.floats(0, 1))
def test_score_never_falls_when_an_answer_gets_better(lower_bounds: list[float], which: int, better: float) -> None:
    raised = [max(lower, better) if place == which else lower for place, lower in enumerate(lower_bounds)]
    before, after = score(evidence(*lower_bounds)), score(evidence(*raised))
    assert before is not None and after is not None
    assert after >= before - 1e-12


def test_score_of_an_idea_that_nobody_wants_is_nothing() -> None:
    assert score(evidence(0.9, 0.0, 0.9, 0.9, 0.9)) == 0.0


def test_score_is_the_fifth_root_of_the_product() -> None:
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


@given(lowers)
def test_nearness_is_whole_only_when_all_clear(lower_bounds: list[float]) -> None:
    answers = evidence(*lower_bounds)
    assert 0 <= nearness(answers) <= 1
    assert (nearness(answers) == 1) == clears(answers)


def test_nearness_grows_with_each_observation() -> None:
    answers = evidence(0.9, 0.9, 0.9, 0.9, 0.9)
    steps = [nearness(answers | {"wanted": Evidence(None, 0.5, n, 12)}) for n in range(13)]
    assert steps == sorted(steps) and steps[0] == 0.8 and steps[12] < 1
