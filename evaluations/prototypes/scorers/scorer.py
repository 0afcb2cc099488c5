"""What a scorer is: a pure function with all that the site has to know about it.

A new scorer is a function under `@scorer(...)` in one of these modules, and its line in the registry. The choices of
the database, the form, the API and the bundles come from the registry; `makemigrations` writes the new choice down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .numbers import AS_WRITTEN, Notation

Vector = Sequence[float]

CLASSIFY, SEARCH, EXTRACT = frozenset({"classify"}), frozenset({"search"}), frozenset({"extract"})
TEXTS = frozenset({"answer", "extract"})  # the tasks whose answers are texts, an object among them

MIN_THRESHOLD, MAX_THRESHOLD = 0, 1  # of every scorer


@dataclass(frozen=True, slots=True)
class ScoringInputs:
    """What a scorer gets beside the two texts. `threshold`: the author's, 0 to 1. `vectors`: of the answer and of the
    expected text, for scorers that need them. `schema`: the JSON schema of the outputs. `notation`: of the numbers
    of all outputs. `case_counts`: labels that differ in case alone are different."""

    threshold: float | None = None
    vectors: tuple[Vector, Vector] | None = None
    schema: Mapping[str, Any] | None = None
    notation: Notation = AS_WRITTEN
    case_counts: bool = False


NOTHING = ScoringInputs()


class Compare(Protocol):
    def __call__(self, answer: str, expected: str, inputs: ScoringInputs, /) -> float:
        """How right the answer is, 0.0 to 1.0. Where a threshold was set, and always for some, only 0.0 or 1.0."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The number that an author may set: a least score that counts, or a tolerance. `label`, `unit`: of its field in a
    form. `usual`: the value where the author sets none; None: without a threshold the score is graded. `joined_by`:
    what stands between the scorer's label and the value in a sentence. `lowest`, `highest`: the bounds; beyond them
    nearly every answer would be right, or none."""

    label: str
    unit: str
    usual: float | None = None
    joined_by: str = ", at least"
    lowest: float = 0.3
    highest: float = 1.0


@dataclass(frozen=True, slots=True)
class Scorer:
    """`label`: for authors. `tasks`: those whose answers it can score. `threshold`: None where it takes none.
    `is_graded`: without a threshold its values can lie between 0 and 1. `needs_vectors`: it compares embeddings."""

    name: str
    label: str
    tasks: frozenset[str]
    compare: Compare
    threshold: Threshold | None = None
    is_graded: bool = False
    needs_vectors: bool = False

    def __call__(self, answer: str, expected: str, inputs: ScoringInputs = NOTHING) -> float:
        return self.compare(answer, expected, inputs)

    def grades(self, threshold: float | None) -> bool:
        """Whether its values can lie between 0 and 1 with this threshold, or with None."""
        return self.is_graded and threshold is None

    def in_words(self, threshold: float | None) -> str:
        if threshold is None or self.threshold is None:
            return self.label
        return f"{self.label}{self.threshold.joined_by} {threshold:g}"


def scorer(
    name: str,
    label: str,
    tasks: frozenset[str],
    *,
    threshold: Threshold | None = None,
    is_graded: bool = False,
    needs_vectors: bool = False,
) -> Callable[[Compare], Scorer]:
    """The declaration of a scorer, written above its function."""
    return lambda compare: Scorer(name, label, tasks, compare, threshold, is_graded, needs_vectors)


def passed(value: float, inputs: ScoringInputs) -> float:
    """A graded value as it is; with a threshold, whether it is reached."""
    return value if inputs.threshold is None else float(value >= inputs.threshold)
