"""A chat model under the author's own instruction instead of ours; everything else is as in zero-shot.

It may name {input}, and {labels} or {schema} where the task has them, taken from the training rows. They are filled in
one pass; anything else in braces stays as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .messages import fill_known
from .task_prompts import TaskPrompt, prompt_for
from .types import PLAIN, ChatRequest, ExampleRow, Need, Setting, Unreadable


@dataclass(frozen=True, slots=True)
class FittedInstruction:
    prompt: TaskPrompt
    instruction: str

    def summary(self) -> dict[str, Any]:
        return self.prompt.summary() | {"instruction": self.instruction}

    def ask(self, row: ExampleRow) -> ChatRequest:
        system = fill_known(self.instruction, {**self.prompt.placeholders(), "input": row.input})
        return self.prompt.with_instruction(system).request(row)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.prompt.read(text, asked)


@dataclass(frozen=True, slots=True)
class Instruction:
    name: str = "instruction"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"chat"})
    reads_inputs: bool = False
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 2

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedInstruction:
        return FittedInstruction(prompt_for(task, training, setting), setting.instruction)
