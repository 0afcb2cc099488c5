"""Vectors of rows as numpy matrices."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .types import Passage, Row


def matrix_of(rows: Sequence[Row] | Sequence[Passage]) -> NDArray[np.float64]:
    """Rows x dimensions, each row of length 1. Raises ValueError when a row has no vector."""
    if any(row.vector is None for row in rows):
        raise ValueError("This recipe needs the vector of every row.")
    return unit(np.array([row.vector for row in rows], float))


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row scaled to length 1; one of length 0 stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1.0)
