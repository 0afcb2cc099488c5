"""Retrieve, then let the chat model decide.

`classify`: among the labels of the closest training rows, in a prompt half as long as few-shot's. `answer`, `extract`:
the closest rows are offered with their answers. `search`: among the documents whose passages lie closest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .ask_label import AskLabel
from .document_prompt import AskDocument
from .neighbours import Neighbours, row_tokens
from .passage_matrix import PassageMatrix
from .prompts import OFFERED, ONE_ANSWERED, fill
from .task_prompts import Asking, asking
from .types import PLAIN, ChatRequest, Fitted, Need, Row, Setting, Unreadable

LEAST_LABELS, MOST_LABELS = 2, 5
DEMONSTRATIONS = OFFERS = 2


@dataclass(frozen=True, slots=True)
class FittedNearestLabels:
    """`most`: half of the labels, so that the retrieval leaves something to decide and takes something off."""

    neighbours: Neighbours
    labels: Sequence[str]
    most: int
    budget: int  # tokens that a demonstration may take

    def summary(self) -> dict[str, Any]:
        return {"labels": list(self.labels), "choices": self.most}

    def ask(self, row: Row) -> ChatRequest:
        near: dict[str, tuple[Row, float]] = {}
        for other, cosine in self.neighbours.closest(row):
            near.setdefault(other.expected, (other, cosine))
            if len(near) == self.most:
                break
        found = ", ".join(f"{label[:40]} {cosine:.2f}" for label, (_, cosine) in near.items())
        # Two answers that are seen save more words of the model's own than they cost to read: 8 tokens instead of 20.
        shown = [other for other, _ in near.values() if row_tokens(other) <= self.budget][:DEMONSTRATIONS]
        note = f"The closest labels, by cosine: {found}."[:300]
        return AskLabel.among(sorted(near)).request(row, shown[::-1], note)

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return AskLabel.among(self.labels).read(text, asked)


@dataclass(frozen=True, slots=True)
class FittedOffers:
    asking: Asking
    neighbours: Neighbours
    budget: int

    def summary(self) -> dict[str, Any]:
        return self.asking.summary() | {"offers": OFFERS, "offer_tokens": self.budget}

    def ask(self, row: Row) -> ChatRequest:
        closest = self.neighbours.that_fit(row, OFFERS, self.budget)
        answered = "\n\n".join(
            fill(ONE_ANSWERED, input=other.input, answer=other.expected) for other, _ in reversed(closest)
        )
        near = ", ".join(f"{cosine:.2f}" for _, cosine in closest)
        if not closest:
            return self.asking.request(row, note="No training row fits beside the input.")
        offered = Row(fill(OFFERED, answered=answered, input=row.input), "")
        return self.asking.request(offered, note=f"{len(closest)} answered rows are offered, cosine {near}.")

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text, asked)


@dataclass(frozen=True, slots=True)
class FittedNearestDocuments:
    asking: AskDocument
    matrix: PassageMatrix

    def summary(self) -> dict[str, Any]:
        return self.asking.summary()

    def ask(self, row: Row) -> ChatRequest:
        found, cosine = self.matrix.documents(row)
        return self.asking.request_among(found, row, note=f"The closest passage has cosine {cosine:.2f}.")

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable:
        return self.asking.read(text, asked)


@dataclass(frozen=True, slots=True)
class NearestChat:
    name: str = "nearest+chat"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"embedding", "chat"})
    reads_inputs: bool = True
    cost_rank: int = 4

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> Fitted:
        if task == "search":
            return FittedNearestDocuments(AskDocument.fit(setting), PassageMatrix.of(setting.passages))
        neighbours = Neighbours.of(training)
        if task == "classify":
            labels = sorted({row.expected for row in training})
            half = max(LEAST_LABELS, min(MOST_LABELS, -(-len(labels) // 2)))
            return FittedNearestLabels(neighbours, labels, half, setting.context_tokens // 2 // DEMONSTRATIONS)
        return FittedOffers(asking(task, training, setting), neighbours, setting.context_tokens // 2)
