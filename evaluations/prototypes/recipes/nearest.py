"""No chat model, only embeddings: the output of the closest training row or label, or for `search` the documents whose
passages lie closest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .retrieval import Floats, PassageMatrix, listed, matrix_of, unit
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Fitted, Need, Setting


@dataclass(frozen=True, slots=True)
class FittedNearest:
    """`vectors`: one row of length 1 for each of `outputs`; `sources`: the training input of each, "" for a centroid.
    `tried`: the left-one-out score of each method."""

    method: str
    outputs: Sequence[str]
    sources: Sequence[str]
    vectors: Floats
    tried: dict[str, float]

    def summary(self) -> dict[str, Any]:
        return {"method": self.method, "left_one_out": self.tried}

    def ask(self, row: ExampleRow) -> Answered:
        cosines = self.vectors @ matrix_of([row])[0]
        best = int(np.argmax(cosines))
        close = f"cosine {cosines[best]:.2f}"
        if self.method == "centroid":
            return Answered(self.outputs[best], f"The label whose training rows are closest on average ({close}).")
        return Answered(self.outputs[best], f"The closest training row ({close}): {self.sources[best][:200]}")

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class FittedNearestPassages:
    matrix: PassageMatrix

    def summary(self) -> dict[str, Any]:
        return {"method": "passages", "passages": len(self.matrix.passages)}

    def ask(self, row: ExampleRow) -> Answered:
        ranking, cosine = self.matrix.documents(row)
        note = f"The closest passage (cosine {cosine:.2f}): {ranking[0].text[:200]}"
        return Answered(listed([each.document for each in ranking]), note)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Nearest:
    name: str = "nearest"
    tasks: frozenset[str] = frozenset({"classify", "extract", "answer", "search"})
    needs: frozenset[Need] = frozenset({"embedding"})
    reads_inputs: bool = True
    is_baseline: bool = False
    min_rows: int = 1
    cost_rank: int = 1

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> Fitted:
        """For `search` it reads the documents and not the training rows."""
        if task == "search":
            return FittedNearestPassages(PassageMatrix.of(setting.passages))
        return nearest_rows(task, training)


def nearest_rows(task: str, training: Sequence[ExampleRow]) -> FittedNearest:
    vectors, outputs = matrix_of(training), [row.expected for row in training]
    tried = _left_one_out(vectors, outputs) if task == "classify" and len(training) > 1 else {}
    if tried and tried["centroid"] >= tried["example"]:
        labels, centroids = _centroids(vectors, outputs)
        return FittedNearest("centroid", labels, [""] * len(labels), centroids, tried)
    return FittedNearest("example", outputs, [row.input for row in training], vectors, tried)


def _centroids(vectors: Floats, outputs: Sequence[str]) -> tuple[list[str], Floats]:
    labels = sorted(set(outputs))
    return labels, unit(_member(labels, outputs).T @ vectors)


def _member(labels: Sequence[str], outputs: Sequence[str]) -> Floats:
    """Rows x labels: 1.0 where the row has the label."""
    return np.array([[output == label for label in labels] for output in outputs], float)


def _left_one_out(vectors: Floats, outputs: Sequence[str]) -> dict[str, float]:
    """Share of the training rows that each method gets right when the row itself is left out, 0 to 1."""
    return {"centroid": _centroid_score(vectors, outputs), "example": _example_score(vectors, outputs)}


def _example_score(vectors: Floats, outputs: Sequence[str]) -> float:
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -np.inf)
    return float(np.mean([outputs[near] == outputs[row] for row, near in enumerate(cosines.argmax(axis=1))]))


def _centroid_score(vectors: Floats, outputs: Sequence[str]) -> float:
    labels = sorted(set(outputs))
    member = _member(labels, outputs)
    sums = member.T @ vectors
    right = 0
    for row, vector in enumerate(vectors):
        own = int(member[row].argmax())
        others = unit(np.where(np.arange(len(labels))[:, None] == own, sums - vector, sums))
        alone = member[:, own].sum() == 1
        cosines = others @ vector
        if alone:
            continue  # its label is unknown when the row is left out: never right
        right += int(cosines.argmax() == own)
    return right / len(outputs)
