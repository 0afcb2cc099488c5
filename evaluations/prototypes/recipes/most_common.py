"""A baseline without a model for texts and objects: always one and the same output.

Of the training outputs, the one that would score best as the answer to all. Objects seldom repeat as a whole, so each
field gets the value that is commonest there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from evaluations.prototypes.scorers import number_in
from evaluations.prototypes.scorers.objects import parse_object, written

from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting

Item = TypeVar("Item")
JUDGED = 60  # training rows by which a constant or a way is chosen
CANDIDATES = 12  # outputs that are tried as constants


@dataclass(frozen=True, slots=True)
class FittedConstant:
    """`mean`: its score as the answer to `of` training rows."""

    answer: str
    mean: float
    of: int

    def summary(self) -> dict[str, Any]:
        return {"answer": self.answer, "mean": round(self.mean, 4), "of": self.of}

    def ask(self, row: ExampleRow) -> Answered:
        why = f"The one output that scores best as the answer to all: {self.mean:.2f} over {self.of} training rows."
        return Answered(self.answer, why)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


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
    min_rows: int = 1
    cost_rank: int = 0

    def fit(
        self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN
    ) -> FittedConstant | FittedCommonFields:
        outputs = [row.expected for row in training]
        if task != "extract":
            return best_constant(outputs, setting)
        objects = [parse_object(output) for output in outputs if output]
        return FittedCommonFields(written(commonest(objects)), len(objects))


def best_constant(outputs: Sequence[str], setting: Setting) -> FittedConstant:
    """Tried are the commonest outputs and those in the middle of the numbers, where a tolerance reaches the most."""
    counts = Counter(outputs)
    common = sorted(counts, key=lambda output: (-counts[output], output))
    numbers = sorted((number, output) for output in counts if (number := number_in(output)) is not None)
    middle = [output for _, output in numbers[len(numbers) // 4 : -(len(numbers) // 4) or None]]
    candidates = dict.fromkeys([*common[: CANDIDATES // 2], *spread(middle, CANDIDATES // 2)])
    judged = spread(sorted(outputs))
    means = {each: sum(setting.score(each, expected) for expected in judged) / len(judged) for each in candidates}
    best = max(means, key=lambda each: means[each])  # of equal ones the first: the commonest
    return FittedConstant(best, means[best], len(judged))


def spread(items: Sequence[Item], count: int = JUDGED) -> Sequence[Item]:
    """At most so many of the items, at even distances."""
    return items if len(items) <= count else [items[index * len(items) // count] for index in range(count)]


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
