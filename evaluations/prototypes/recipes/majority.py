"""The baseline of `classify`, without a model: always the commonest output of the training rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting


@dataclass(frozen=True, slots=True)
class FittedMajority:
    """`count` of the `of` training rows have the answer, and so many have each of `tied` other outputs."""

    answer: str
    count: int
    of: int
    tied: int

    def summary(self) -> dict[str, Any]:
        return {"answer": self.answer, "count": self.count, "of": self.of, "tied": self.tied}

    def ask(self, row: ExampleRow) -> Answered:
        return Answered(
            self.answer, f"The commonest output: {self.count} of {self.of} training rows have it{self.tie}."
        )

    @property
    def tie(self) -> str:
        if not self.tied:
            return ""
        others = "does 1 other" if self.tied == 1 else f"do {self.tied} others"
        return f", as {others}; the first in the alphabet is taken"

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Majority:
    name: str = "majority"
    tasks: frozenset[str] = frozenset({"classify"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = False
    is_baseline: bool = True
    min_rows: int = 1
    cost_rank: int = 0

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedMajority:
        return commonest_of([row.expected for row in training])


def commonest_of(outputs: Sequence[str]) -> FittedMajority:
    counts = Counter(outputs)
    highest = max(counts.values())
    commonest = sorted(output for output, count in counts.items() if count == highest)
    return FittedMajority(commonest[0], highest, len(outputs), len(commonest) - 1)
