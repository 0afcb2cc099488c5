"""What a scorer may be given beside the answer and what was expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Given:
    """`threshold`: the author's parameter, 0 to 1. `vectors`: of the answer and of the expected text, for similarity.
    `schema`: JSON schema of the outputs, for `schema`."""

    threshold: float | None = None
    vectors: tuple[Vector, Vector] | None = None
    schema: Mapping[str, Any] | None = None


NOTHING = Given()


class Score(Protocol):
    def __call__(self, answer: str, expected: str, given: Given = ...) -> float:
        """How right the answer is, 0.0 to 1.0. Where a threshold was given, and always for some, only 0.0 or 1.0."""


def passed(value: float, given: Given) -> float:
    """A graded value as it is; with a threshold, whether it is reached."""
    return value if given.threshold is None else float(value >= given.threshold)
