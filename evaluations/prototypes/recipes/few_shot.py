"""A chat model that is shown the training rows closest to the input, as if it had answered them before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .asking import Asking, asking
from .prompts import tokens_about
from .types import PLAIN, ChatRequest, Need, Row, Setting, Unreadable
from .vectors import matrix_of

DEMONSTRATIONS = 4
TURN_TOKENS = 16  # what a chat template writes around a demonstration's question and answer


@dataclass(frozen=True, slots=True)
class FittedFewShot:
    asking: Asking
    training: Sequence[Row]
    vectors: NDArray[np.float64]
    budget: int  # tokens that all demonstrations may take together

    def summary(self) -> dict[str, Any]:
        return self.asking.summary() | {"demonstrations": DEMONSTRATIONS, "demonstration_tokens": self.budget}

    def ask(self, row: Row) -> ChatRequest:
        cosines = self.vectors @ matrix_of([row])[0]
        chosen = self._closest_that_fit(np.argsort(-cosines, kind="stable"))
        near = ", ".join(f"{cosines[index]:.2f}" for index in chosen)
        note = f"{len(chosen)} demonstrations, cosine {near}." if chosen else "No training row fits as a demonstration."
        # The closest comes last, next to the question, where a small model heeds it most.
        return self.asking.request(row, [self.training[index] for index in reversed(chosen)], note)

    def _closest_that_fit(self, closest_first: NDArray[np.intp]) -> list[int]:
        chosen: list[int] = []
        left = self.budget
        for index in map(int, closest_first):
            if len(chosen) == DEMONSTRATIONS:
                break
            cost = _cost(self.training[index])
            if cost <= left:
                chosen.append(index)
                left -= cost
        return chosen

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text)


def _cost(row: Row) -> int:
    return tokens_about(row.input) + tokens_about(row.expected) + TURN_TOKENS


@dataclass(frozen=True, slots=True)
class FewShot:
    name: str = "few-shot"
    tasks: frozenset[str] = frozenset({"classify", "answer"})
    needs: frozenset[Need] = frozenset({"embedding", "chat"})
    cost_rank: int = 3

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> FittedFewShot:
        return FittedFewShot(asking(task, training), training, matrix_of(training), setting.context_tokens // 2)
