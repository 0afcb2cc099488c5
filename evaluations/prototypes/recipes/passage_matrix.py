"""Documents by the closeness of their best passage to the question, by embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .passages import Found, listed, ranked
from .types import Answered, ChatRequest, Passage, Row
from .vectors import matrix_of


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

    def documents(self, row: Row) -> tuple[list[Found], float]:
        """Every document, the closest first, and the cosine of that one."""
        cosines = self.vectors @ matrix_of([row])[0]
        return ranked(self.passages, cosines.tolist()), float(cosines.max())


@dataclass(frozen=True, slots=True)
class FittedNearestPassages:
    matrix: PassageMatrix

    def summary(self) -> dict[str, Any]:
        return {"method": "passages", "passages": len(self.matrix.passages)}

    def ask(self, row: Row) -> Answered:
        found, cosine = self.matrix.documents(row)
        note = f"The closest passage (cosine {cosine:.2f}): {found[0].text[:200]}"
        return Answered(listed([each.document for each in found]), note)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text
