"""A chat model and an instruction, no examples shown. For `search` it chooses among the first documents by keywords."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .task_prompts import Asking, asking
from .types import PLAIN, ChatRequest, Need, Row, Setting, Unreadable


@dataclass(frozen=True, slots=True)
class FittedZeroShot:
    asking: Asking

    def summary(self) -> dict[str, Any]:
        return self.asking.summary()

    def ask(self, row: Row) -> ChatRequest:
        return self.asking.request(row)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text, asked)


@dataclass(frozen=True, slots=True)
class ZeroShot:
    name: str = "zero-shot"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"chat"})
    reads_inputs: bool = False
    cost_rank: int = 2

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> FittedZeroShot:
        return FittedZeroShot(asking(task, training, setting))
