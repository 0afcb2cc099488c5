"""Documents of a search, ranked by their passages: a document is as good as its best passage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .neighbours import matrix_of
from .types import ExampleRow, Passage

MAX_DOCUMENTS = 10  # named in an answer

BestPassage = Passage  # the best one of its document


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
    vectors: NDArray[np.float64]

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
