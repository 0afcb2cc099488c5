"""A chat model that is shown the training rows closest to the input, as if it had answered them before.

For `search` it chooses among the first documents by keywords, as in zero-shot, and is shown which document answered the
closest questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .neighbours import Neighbours
from .task_prompts import Asking, asking
from .types import PLAIN, ChatRequest, Need, Row, Setting, Unreadable

DEMONSTRATIONS = 4


@dataclass(frozen=True, slots=True)
class FittedFewShot:
    asking: Asking
    neighbours: Neighbours
    budget: int  # tokens that all demonstrations may take together

    def summary(self) -> dict[str, Any]:
        return self.asking.summary() | {"demonstrations": DEMONSTRATIONS, "demonstration_tokens": self.budget}

    def ask(self, row: Row) -> ChatRequest:
        closest = self.neighbours.that_fit(row, DEMONSTRATIONS, self.budget)
        near = ", ".join(f"{cosine:.2f}" for _, cosine in closest)
        note = (
            f"{len(closest)} demonstrations, cosine {near}." if closest else "No training row fits as a demonstration."
        )
        # The closest comes last, next to the question, where a small model heeds it most.
        return self.asking.request(row, [other for other, _ in reversed(closest)], note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text, asked)


@dataclass(frozen=True, slots=True)
class FewShot:
    name: str = "few-shot"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"embedding", "chat"})
    reads_inputs: bool = True
    cost_rank: int = 3

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> FittedFewShot:
        # In a search the passages take half of the context.
        budget = setting.context_tokens // (4 if task == "search" else 2)
        return FittedFewShot(asking(task, training, setting), Neighbours.of(training), budget)
