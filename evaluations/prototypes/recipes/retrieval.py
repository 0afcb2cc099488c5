"""What recipes find for an input: the training rows that are closest by their embeddings, and the documents of a
search, ranked by their passages. A document is as good as its best passage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .messages import estimated_tokens
from .types import ExampleRow, Passage

TURN_TOKENS = 16  # what a chat template writes around a question and its answer
MAX_DOCUMENTS = 10  # named in an answer

Floats = NDArray[np.float64]
Width = TypeVar("Width", np.float32, np.float64)
BestPassage = Passage  # the best one of its document


def matrix_of(rows: Sequence[ExampleRow] | Sequence[Passage]) -> Floats:
    """Rows x dimensions, each row of length 1. Raises ValueError when a row has no vector."""
    if any(row.vector is None for row in rows):
        raise ValueError("This recipe needs the vector of every row.")
    return unit(np.array([row.vector for row in rows], float))


def unit(vectors: NDArray[Width]) -> NDArray[Width]:
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


def ranked(passages: Sequence[Passage], scores: Sequence[float]) -> list[BestPassage]:
    """Every document's best passage, best first; of equals the earlier one."""
    order = sorted(range(len(passages)), key=lambda index: -scores[index])
    best: dict[str, Passage] = {}
    for index in order:
        best.setdefault(passages[index].document, passages[index])
    return list(best.values())


def listed(documents: Sequence[str]) -> str:
    """Documents as an answer names them, one per line."""
    return "\n".join(documents[:MAX_DOCUMENTS])


@dataclass(frozen=True, slots=True)
class PassageMatrix:
    """`vectors`: passages x dimensions, each row of length 1. A passage that could not be embedded is left out."""

    passages: Sequence[Passage]
    vectors: Floats

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "PassageMatrix":
        """Raises ValueError when no passage has a vector."""
        usable = [passage for passage in passages if passage.vector]
        if not usable:
            raise ValueError("This recipe needs the vector of every passage.")
        return cls([replace(passage, vector=None) for passage in usable], matrix_of(usable))

    def documents(self, row: ExampleRow) -> tuple[list[BestPassage], float]:
        """Every document, the closest first, and the cosine of that one."""
        cosines = self.vectors @ matrix_of([row])[0]
        return ranked(self.passages, cosines.tolist()), float(cosines.max())
