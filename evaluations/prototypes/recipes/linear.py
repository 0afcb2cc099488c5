"""No chat model, only embeddings and characters: one linear rule over both, for ideas with many labelled rows.

Each row is its vector beside its n-grams of characters. The vector says what the text is about, the n-grams which words
and endings it has. The rule is ridge regression of one number for each label, 1 where a row has the label and 0
elsewhere; the highest number wins (Hastie, Tibshirani and Friedman (2009), "The Elements of Statistical Learning",
3.4.1 and 4.2). With few rows `nearest` is as good, so this recipe begins at MIN_ROWS: `docs/measurements.md`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .retrieval import matrix_of, unit
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting

MIN_ROWS = 125  # four of five folds of them are 100 training rows
PENALTY = 3.0  # of ridge regression, for features of length 1 from either source
SIZES = (3, 4, 5)  # characters of an n-gram
BUCKETS = 2048
READ_CHARACTERS = 2_000  # of an input, about as much as an embedding model reads
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Knuth's multiplicative hashing

Narrow = NDArray[np.float32]  # half the memory of Floats, which counts at 2,000 rows


@dataclass(frozen=True, slots=True)
class FittedLinear:
    """`shares`: of the training rows that have each label. `rarity`: the weight of each bucket. `weights`: features x
    labels."""

    labels: Sequence[str]
    shares: Narrow
    rarity: Narrow
    weights: Narrow
    rows: int

    def summary(self) -> dict[str, Any]:
        return {"method": "ridge", "labels": list(self.labels), "rows": self.rows, "features": len(self.weights)}

    def ask(self, row: ExampleRow) -> Answered:
        scores = self.shares + (features_of([row], hashed(row.input)[None], self.rarity) @ self.weights)[0]
        best = int(np.argmax(scores))
        return Answered(self.labels[best], f"A linear rule over {self.rows} training rows gives it {scores[best]:.2f}.")

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Linear:
    name: str = "linear"
    tasks: frozenset[str] = frozenset({"classify"})
    needs: frozenset[Need] = frozenset({"embedding"})
    reads_inputs: bool = True
    is_baseline: bool = False
    min_rows: int = MIN_ROWS
    cost_rank: int = 1

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedLinear:
        labels = sorted({row.expected for row in training})
        member = np.array([[row.expected == label for label in labels] for row in training], np.float32)
        shares = member.mean(axis=0)
        counts = np.array([hashed(row.input) for row in training])
        rarity = rarity_in(counts)
        weights = ridge(features_of(training, counts, rarity), member - shares)
        return FittedLinear(labels, shares, rarity, weights, len(training))


def features_of(rows: Sequence[ExampleRow], counts: Narrow, rarity: Narrow) -> Narrow:
    """Rows x features: of each row its vector and its weighted n-grams, both of length 1."""
    return np.hstack([matrix_of(rows).astype(np.float32), unit(counts * rarity)])


def rarity_in(counts: Narrow) -> Narrow:
    """How much each bucket weighs: the fewer rows fall into it, the more (inverse document frequency, smoothed)."""
    return np.asarray(np.log((1 + len(counts)) / (1 + (counts != 0).sum(axis=0))) + 1, np.float32)


def ridge(features: Narrow, goals: Narrow) -> Narrow:
    """Features x goals: the weights with the least squared error plus PENALTY times their own squares.

    Solved in as many unknowns as there are rows, which are fewer than the features."""
    alike = features @ features.T
    alike[np.diag_indices_from(alike)] += PENALTY
    return np.asarray(features.T @ np.linalg.solve(alike, goals))


def hashed(text: str) -> Narrow:
    """How often its n-grams of characters fall into each bucket, as a logarithm with a sign.

    Half of the n-grams count down, so that those which share a bucket by chance cancel out (Weinberger et al. (2009),
    "Feature Hashing for Large Scale Multitask Learning"). Case and the kind of white space do not matter."""
    plain = f" {' '.join(text[:READ_CHARACTERS].casefold().split())} "
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    counts = np.zeros(BUCKETS)
    for size in SIZES:
        hashes = n_grams(codes, size) >> np.uint64(20)  # the high bits are the well mixed ones
        signs = np.where(hashes >> np.uint64(43), 1.0, -1.0)
        counts += np.bincount((hashes % np.uint64(BUCKETS)).astype(np.intp), signs, BUCKETS)
    return np.asarray(np.sign(counts) * np.log1p(np.abs(counts)), np.float32)


def n_grams(codes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """A hash of 64 bits for each n-gram of this size; none if the text is shorter."""
    count = max(0, len(codes) - size + 1)
    hashes = np.full(count, size, np.uint64)
    for place in range(size):
        hashes = (hashes * np.uint64(1_000_003)) ^ codes[place : place + count]
    return hashes * SPREAD
