"""Retrieve, then let the chat model decide.

`classify`: among the labels of the closest training rows, in a prompt half as long as few-shot's. `answer`, `extract`:
the closest rows are offered with their answers. `search`: among the documents whose passages lie closest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .document_prompt import DocumentPrompt
from .messages import OFFERED, ONE_ANSWERED, fill
from .retrieval import Neighbours, PassageMatrix, cosines_of, row_tokens
from .task_prompts import LabelPrompt, TaskPrompt, prompt_for
from .types import PLAIN, ChatRequest, ExampleRow, Fitted, Need, Setting, Unreadable

MIN_LABELS, MAX_LABELS = 2, 5
DEMONSTRATIONS = OFFERS = 2


@dataclass(frozen=True, slots=True)
class FittedNearestLabels:
    """`choices`: half of the labels, so that retrieval narrows the choice and the model still has one. `budget`: tokens
    of a demonstration."""

    neighbours: Neighbours
    labels: Sequence[str]
    choices: int
    budget: int

    def summary(self) -> dict[str, Any]:
        return {"labels": list(self.labels), "choices": self.choices}

    def ask(self, row: ExampleRow) -> ChatRequest:
        near: dict[str, tuple[ExampleRow, float]] = {}
        for other, cosine in self.neighbours.closest(row):
            near.setdefault(other.expected, (other, cosine))
            if len(near) == self.choices:
                break
        found = ", ".join(f"{label[:40]} {cosine:.2f}" for label, (_, cosine) in near.items())
        # Two answers that are seen save more words of the model's own than they cost to read: 8 tokens instead of 20.
        shown = [other for other, _ in near.values() if row_tokens(other) <= self.budget][:DEMONSTRATIONS]
        note = f"The closest labels, by cosine: {found}."[:300]
        return LabelPrompt.among(sorted(near)).request(row, shown[::-1], note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return LabelPrompt.among(self.labels).read(text, asked)


@dataclass(frozen=True, slots=True)
class FittedOffers:
    """`budget`: tokens that all offered rows may take together."""

    prompt: TaskPrompt
    neighbours: Neighbours
    budget: int

    def summary(self) -> dict[str, Any]:
        return self.prompt.summary() | {"offers": OFFERS, "offer_tokens": self.budget}

    def ask(self, row: ExampleRow) -> ChatRequest:
        closest = self.neighbours.that_fit(row, OFFERS, self.budget)
        if not closest:
            return self.prompt.request(row, note="No training row fits beside the input.")
        answered = "\n\n".join(
            fill(ONE_ANSWERED, input=other.input, answer=other.expected) for other, _ in reversed(closest)
        )
        offered = ExampleRow(fill(OFFERED, answered=answered, input=row.input), "")
        note = f"{len(closest)} answered rows are offered, cosine {cosines_of(closest)}."
        return self.prompt.request(offered, note=note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.prompt.read(text, asked)


@dataclass(frozen=True, slots=True)
class FittedNearestDocuments:
    prompt: DocumentPrompt
    matrix: PassageMatrix

    def summary(self) -> dict[str, Any]:
        return self.prompt.summary()

    def ask(self, row: ExampleRow) -> ChatRequest:
        ranking, cosine = self.matrix.documents(row)
        return self.prompt.request_among(ranking, row, note=f"The closest passage has cosine {cosine:.2f}.")

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.prompt.read(text, asked)


@dataclass(frozen=True, slots=True)
class NearestChat:
    name: str = "nearest+chat"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"embedding", "chat"})
    reads_inputs: bool = True
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 4

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> Fitted:
        if task == "search":
            return FittedNearestDocuments(DocumentPrompt.fit(setting), PassageMatrix.of(setting.passages))
        neighbours = Neighbours.of(training)
        if task == "classify":
            labels = sorted({row.expected for row in training})
            half = max(MIN_LABELS, min(MAX_LABELS, -(-len(labels) // 2)))
            return FittedNearestLabels(neighbours, labels, half, setting.context_tokens // 2 // DEMONSTRATIONS)
        return FittedOffers(prompt_for(task, training, setting), neighbours, setting.context_tokens // 2)
