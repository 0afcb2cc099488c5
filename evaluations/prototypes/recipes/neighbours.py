"""The training rows closest to an input, by embeddings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .prompts import tokens_about
from .types import Row
from .vectors import matrix_of

TURN_TOKENS = 16  # what a chat template writes around a question and its answer


def row_tokens(row: Row) -> int:
    """What a demonstration of the row takes, by a safe estimate."""
    return tokens_about(row.input) + tokens_about(row.expected) + TURN_TOKENS


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`rows`: those whose output is known. `vectors`: rows x dimensions, each of length 1."""

    rows: Sequence[Row]
    vectors: NDArray[np.float64]

    @classmethod
    def of(cls, training: Sequence[Row]) -> "Neighbours":
        """Raises ValueError when a row has no vector."""
        known = [row for row in training if row.expected]
        return cls([replace(row, vector=None) for row in known], matrix_of(known) if known else np.zeros((0, 1)))

    def closest(self, row: Row) -> Iterator[tuple[Row, float]]:
        """Each with its cosine, the closest first."""
        asked = matrix_of([row])[0]
        cosines = self.vectors @ asked if self.rows else np.zeros(0)
        for place in map(int, np.argsort(-cosines, kind="stable")):
            yield self.rows[place], float(cosines[place])

    def that_fit(self, row: Row, most: int, budget: int) -> list[tuple[Row, float]]:
        """The closest that take no more tokens than the budget together, the closest first."""
        chosen: list[tuple[Row, float]] = []
        for other, cosine in self.closest(row):
            cost = row_tokens(other)
            if cost <= budget:
                chosen.append((other, cosine))
                budget -= cost
            if len(chosen) == most:
                break
        return chosen
