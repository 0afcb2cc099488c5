"""The baseline of `search`, without a model: the documents that share the rarest words with the question (BM25).

Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with the usual k1 = 1.2 and
b = 0.75, and the logarithm that is never negative."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from evaluations.prototypes.scorers import words

from .passages import Found, listed, ranked
from .types import PLAIN, Answered, ChatRequest, Need, Passage, Row, Setting

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Index:
    """`weights`: for every word the passages that have it, each with what the word adds to its score there."""

    passages: Sequence[Passage]
    weights: Mapping[str, Mapping[int, float]]

    def scores(self, question: str) -> list[float]:
        scores = [0.0] * len(self.passages)
        for word in set(words(question)):
            for place, weight in self.weights.get(word, {}).items():
                scores[place] += weight
        return scores

    def documents(self, question: str) -> list[Found]:
        """Those that share a word with the question, best first."""
        scores = self.scores(question)
        sharing = [place for place, score in enumerate(scores) if score > 0]
        return ranked([self.passages[place] for place in sharing], [scores[place] for place in sharing])

    def every_document(self, question: str) -> list[Found]:
        return ranked(self.passages, self.scores(question))


def index_of(passages: Sequence[Passage]) -> Index:
    bare = [replace(passage, vector=None) for passage in passages]
    return Index(bare, _weights(tuple(passage.searched for passage in passages)))


@lru_cache(maxsize=4)  # every fold searches the same documents
def _weights(texts: tuple[str, ...]) -> dict[str, dict[int, float]]:
    counts = [Counter(words(text)) for text in texts]
    lengths = [count.total() for count in counts]
    usual = sum(lengths) / len(lengths) if lengths else 0.0
    having: dict[str, list[int]] = defaultdict(list)
    for place, count in enumerate(counts):
        for word in count:
            having[word].append(place)
    return {
        word: {place: _weight(counts[place][word], lengths[place] / usual, len(places), len(texts)) for place in places}
        for word, places in having.items()
    }


def _weight(count: int, length: float, having: int, of: int) -> float:
    """`length`: of the passage, in passages of usual length."""
    rarity = math.log(1 + (of - having + 0.5) / (having + 0.5))
    return rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * length))


@dataclass(frozen=True, slots=True)
class FittedKeywords:
    index: Index

    def summary(self) -> dict[str, Any]:
        return {"passages": len(self.index.passages), "words": len(self.index.weights)}

    def ask(self, row: Row) -> Answered:
        found = self.index.documents(row.input)
        note = f"{len(found)} documents share a word with the question; ranked by how rare the words are."
        return Answered(listed([each.document for each in found]), note)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Keywords:
    name: str = "keywords"
    tasks: frozenset[str] = frozenset({"search"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = False
    cost_rank: int = 0

    def fit(self, task: str, training: Sequence[Row], setting: Setting = PLAIN) -> FittedKeywords:
        return FittedKeywords(index_of(setting.passages))
