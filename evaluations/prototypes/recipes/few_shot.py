"""A chat model that is shown the training rows closest to the input, as if it had answered them before.

For `search` it chooses among the first documents by keywords, as in zero-shot, and is shown which document answered the
closest questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .retrieval import Neighbours, cosines_of
from .task_prompts import TaskPrompt, prompt_for
from .types import PLAIN, ChatRequest, ExampleRow, Need, Setting, Unreadable

DEMONSTRATIONS = 4


@dataclass(frozen=True, slots=True)
class FittedFewShot:
    """`budget`: tokens that all demonstrations may take together."""

    prompt: TaskPrompt
    neighbours: Neighbours
    budget: int

    def summary(self) -> dict[str, Any]:
        return self.prompt.summary() | {"demonstrations": DEMONSTRATIONS, "demonstration_tokens": self.budget}

    def ask(self, row: ExampleRow) -> ChatRequest:
        closest = self.neighbours.that_fit(row, DEMONSTRATIONS, self.budget)
        if not closest:
            return self.prompt.request(row, note="No training row fits as a demonstration.")
        # The closest comes last, next to the question, where a small model heeds it most.
        shown = [other for other, _ in reversed(closest)]
        return self.prompt.request(row, shown, f"{len(closest)} demonstrations, cosine {cosines_of(closest)}.")

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.prompt.read(text, asked)


@dataclass(frozen=True, slots=True)
class FewShot:
    name: str = "few-shot"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"embedding", "chat"})
    reads_inputs: bool = True
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 3

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedFewShot:
        # In a search the passages take half of the context.
        budget = setting.context_tokens // (4 if task == "search" else 2)
        return FittedFewShot(prompt_for(task, training, setting), Neighbours.of(training), budget)
