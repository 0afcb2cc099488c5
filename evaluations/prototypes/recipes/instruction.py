"""A chat model under the author's own instruction instead of ours; everything else is as in zero-shot.

It may name {input}, and {labels} or {schema} where the task has them, as the training rows tell. They are filled in one
pass; anything else in braces stays as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .prompts import fill_known
from .task_prompts import Asking, asking
from .types import PLAIN, ChatRequest, Need, Row, Setting, Unreadable


@dataclass(frozen=True, slots=True)
class FittedInstruction:
    asking: Asking
    instruction: str

    def summary(self) -> dict[str, Any]:
        return self.asking.summary() | {"instruction": self.instruction}

    def ask(self, row: Row) -> ChatRequest:
        system = fill_known(self.instruction, {**self.asking.blanks(), "input": row.input})
        return self.asking.under(system).request(row)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text, asked)


@dataclass(frozen=True, slots=True)
class Instruction:
    name: str = "instruction"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"chat"})
    reads_inputs: bool = False
    cost_rank: int = 2

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> FittedInstruction:
        return FittedInstruction(asking(task, training, setting), setting.instruction)
