"""The choice among candidates against worked numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.recipes.tagger import choice
from evaluations.prototypes.recipes.tagger.choice import CandidateChoice, FeatureWeights, train

ONE, TWO = 11, 12  # features


def choice_of(features: list[list[int]], right: int) -> CandidateChoice:
    return CandidateChoice(np.array(features, np.uint32), np.arange(len(features)) == right)


def test_probabilities_are_those_of_the_sums_of_weights() -> None:
    weights = FeatureWeights(np.array([ONE, TWO], np.uint32), np.array([np.log(3.0), np.log(2.0)]))
    shares = weights.shares(np.array([[ONE, TWO], [ONE, 99], [99, 98]], np.uint32))
    assert shares == pytest.approx([0.6, 0.3, 0.1])


def test_trained_weights_are_where_the_penalised_likelihood_is_highest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "ROUNDS", 2_000)
    weights = train([choice_of([[ONE], [TWO]], 0)])
    first, second = weights.values
    # The gradient is 0 where the weight equals the share that is missing: w = 1 / (1 + e^2w).
    assert first == pytest.approx(-second) and first == pytest.approx(1 / (1 + np.exp(2 * first)))


def test_equal_candidates_that_are_right_share_what_is_learnt() -> None:
    both = CandidateChoice(np.array([[ONE], [ONE], [TWO]], np.uint32), np.array([True, True, False]))
    shares = train([both]).shares(both.features)
    assert shares[0] == shares[1] > shares[2]


@given(st.lists(st.tuples(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(0, 1)), min_size=1))
def test_training_never_diverges_and_gives_probabilities(drawn: list[tuple[list[int], int]]) -> None:
    choices = [choice_of([[number, number + 1] for number in numbers], right) for numbers, right in drawn]
    weights = train(choices)
    assert np.abs(weights.values).max() <= len(choices) * 4
    assert weights.shares(choices[0].features).sum() == pytest.approx(1)
