"""A linear choice among candidates: the probability of each is proportional to e to the sum of its features' weights.

Trained by the gradient of the log-likelihood of all right candidates together, so that it need not be known which of
two equal spans is meant. With a normal prior on the weights (variance 1), because the examples are few, and momentum
(Polyak 1964), a fixed number of times over all choices at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tokens import NO_FEATURE, Features

Floats = npt.NDArray[np.float64]

MAX_LEARNT = 1_000_000  # features of all candidates of all fields: half a second of one core
ROUNDS = 60
MOMENTUM = 0.9


@dataclass(frozen=True, slots=True)
class CandidateChoice:
    """`features`: a row for each candidate. `right`: which candidates are right; at least one is."""

    features: Features
    right: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FeatureWeights:
    """Of the features that were seen, in ascending order; any other has none."""

    features: Features
    values: Floats

    def shares(self, features: Features) -> Floats:
        """The probability of each candidate, 0 to 1."""
        places = np.searchsorted(self.features, features).clip(max=len(self.features) - 1)
        scores = np.where(self.features[places] == features, self.values[places], 0.0).sum(axis=1)
        return _shares(scores, np.zeros(1, int), np.array([len(scores)]))


def train(choices: Sequence[CandidateChoice]) -> FeatureWeights:
    """There is at least one choice."""
    widest = max(choice.features.shape[1] for choice in choices)
    stacked = np.concatenate([_widened(choice.features, widest) for choice in choices])
    right = np.concatenate([choice.right for choice in choices])
    sizes = np.array([len(choice.right) for choice in choices])
    first = np.cumsum(sizes) - sizes
    seen, places = np.unique(stacked, return_inverse=True)
    places = places.reshape(stacked.shape)
    counted = (seen != NO_FEATURE).astype(float)
    step = 1 / (widest * len(choices))  # the gradient never changes faster than this times the way
    weights, motion = np.zeros(len(seen)), np.zeros(len(seen))
    for _ in range(ROUNDS):
        scores = weights[places].sum(axis=1)
        wrong = _shares(scores, first, sizes) - _shares(np.where(right, scores, -np.inf), first, sizes)
        gradient = np.bincount(places.ravel(), np.repeat(wrong, widest), len(seen)) + weights
        motion = MOMENTUM * motion - step * counted * gradient
        weights = weights + motion
    return FeatureWeights(seen, weights)


def _widened(features: Features, columns: int) -> Features:
    return np.pad(features, ((0, 0), (0, columns - features.shape[1])), constant_values=NO_FEATURE)


def _shares(scores: Floats, first: npt.NDArray[np.int_], sizes: npt.NDArray[np.int_]) -> Floats:
    """The probability of each candidate within its choice. `first`: where each choice begins; `sizes`: of each."""
    highest = np.repeat(np.maximum.reduceat(scores, first), sizes)
    raised = np.exp(scores - highest)
    shares: Floats = raised / np.repeat(np.add.reduceat(raised, first), sizes)
    return shares
