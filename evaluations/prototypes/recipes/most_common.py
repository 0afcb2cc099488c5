"""The baseline without a model for texts and objects: always the commonest output of the training rows.

Objects seldom repeat as a whole, so each field gets the value that is commonest there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.scorers.objects import parse_object, written

from .majority import FittedMajority, commonest_of
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting


@dataclass(frozen=True, slots=True)
class FittedCommonFields:
    answer: str
    of: int

    def summary(self) -> dict[str, Any]:
        return {"answer": self.answer, "of": self.of}

    def ask(self, row: ExampleRow) -> Answered:
        return Answered(self.answer, f"In every field the value that is commonest in {self.of} training rows.")

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class MostCommon:
    name: str = "most-common"
    tasks: frozenset[str] = frozenset({"answer", "extract"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = False
    is_baseline: bool = True
    cost_rank: int = 0

    def fit(
        self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN
    ) -> FittedMajority | FittedCommonFields:
        outputs = [row.expected for row in training]
        if task != "extract":
            return commonest_of(outputs)
        objects = [parse_object(output) for output in outputs if output]
        return FittedCommonFields(written(commonest(objects)), len(objects))


def commonest(values: Sequence[Any]) -> Any:
    """Of objects: the commonest value of every field that at least half of them have. Of other values: the commonest,
    of equals the first in the alphabet."""
    if not all(isinstance(value, dict) for value in values):
        counts = Counter(written(value) for value in values)
        first = min(counts, key=lambda text: (-counts[text], text))
        return next(value for value in values if written(value) == first)
    names = sorted({name for value in values for name in value})
    having = {name: [value[name] for value in values if name in value] for name in names}
    return {name: commonest(found) for name, found in having.items() if 2 * len(found) >= len(values)}
