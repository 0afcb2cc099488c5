"""A chat model and an instruction, no examples shown. For `search` it chooses among the first documents by keywords."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .task_prompts import TaskPrompt, prompt_for
from .types import PLAIN, ChatRequest, ExampleRow, Need, Setting, Unreadable


@dataclass(frozen=True, slots=True)
class FittedZeroShot:
    prompt: TaskPrompt

    def summary(self) -> dict[str, Any]:
        return self.prompt.summary()

    def ask(self, row: ExampleRow) -> ChatRequest:
        return self.prompt.request(row)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.prompt.read(text, asked)


@dataclass(frozen=True, slots=True)
class ZeroShot:
    name: str = "zero-shot"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"chat"})
    reads_inputs: bool = False
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 2

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedZeroShot:
        return FittedZeroShot(prompt_for(task, training, setting))
