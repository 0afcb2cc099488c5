"""Closeness by embeddings: vectors of rows as a matrix, and the training rows closest to an input."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .messages import estimated_tokens
from .types import ExampleRow, Passage

TURN_TOKENS = 16  # what a chat template writes around a question and its answer

Floats = NDArray[np.float64]


def matrix_of(rows: Sequence[ExampleRow] | Sequence[Passage]) -> Floats:
    """Rows x dimensions, each row of length 1. Raises ValueError when a row has no vector."""
    if any(row.vector is None for row in rows):
        raise ValueError("This recipe needs the vector of every row.")
    return unit(np.array([row.vector for row in rows], float))


def unit(vectors: Floats) -> Floats:
    """Each row scaled to length 1; one of length 0 stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0))


def row_tokens(row: ExampleRow) -> int:
    """Tokens of the row as a demonstration, by a safe estimate."""
    return estimated_tokens(row.input) + estimated_tokens(row.expected) + TURN_TOKENS


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`rows`: those whose output is known. `vectors`: rows x dimensions, each of length 1."""

    rows: Sequence[ExampleRow]
    vectors: Floats

    @classmethod
    def of(cls, training: Sequence[ExampleRow]) -> "Neighbours":
        """Raises ValueError when a row has no vector."""
        known = [row for row in training if row.expected]
        return cls([replace(row, vector=None) for row in known], matrix_of(known) if known else np.zeros((0, 1)))

    def closest(self, row: ExampleRow) -> Iterator[tuple[ExampleRow, float]]:
        """Each with its cosine, the closest first."""
        asked = matrix_of([row])[0]
        cosines = self.vectors @ asked if self.rows else np.zeros(0)
        for index in map(int, np.argsort(-cosines, kind="stable")):
            yield self.rows[index], float(cosines[index])

    def that_fit(self, row: ExampleRow, limit: int, budget: int) -> list[tuple[ExampleRow, float]]:
        """The closest that together take no more tokens than the budget, the closest first."""
        chosen: list[tuple[ExampleRow, float]] = []
        for other, cosine in self.closest(row):
            cost = row_tokens(other)
            if cost <= budget:
                chosen.append((other, cosine))
                budget -= cost
            if len(chosen) == limit:
                break
        return chosen


def cosines_of(closest: Sequence[tuple[ExampleRow, float]]) -> str:
    """For the note of a trial."""
    return ", ".join(f"{cosine:.2f}" for _, cosine in closest)
