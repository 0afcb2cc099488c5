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

from .retrieval import BestPassage, listed, ranked
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Passage, Setting

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class KeywordIndex:
    """`weights`: for every word, how much it adds to the score of each passage that has it, by the passage's index."""

    passages: Sequence[Passage]
    weights: Mapping[str, Mapping[int, float]]

    def scores(self, question: str) -> list[float]:
        scores = [0.0] * len(self.passages)
        for word in set(words(question)):
            for index, weight in self.weights.get(word, {}).items():
                scores[index] += weight
        return scores

    def documents(self, question: str) -> list[BestPassage]:
        """Those that share a word with the question, best first."""
        scores = self.scores(question)
        sharing = [index for index, score in enumerate(scores) if score > 0]
        return ranked([self.passages[index] for index in sharing], [scores[index] for index in sharing])

    def every_document(self, question: str) -> list[BestPassage]:
        return ranked(self.passages, self.scores(question))


def index_of(passages: Sequence[Passage]) -> KeywordIndex:
    bare = [replace(passage, vector=None) for passage in passages]
    return KeywordIndex(bare, _weights(tuple(passage.searched for passage in passages)))


@lru_cache(maxsize=4)  # every fold searches the same documents
def _weights(texts: tuple[str, ...]) -> dict[str, dict[int, float]]:
    counts = [Counter(words(text)) for text in texts]
    lengths = [count.total() for count in counts]
    usual = sum(lengths) / len(lengths) if lengths else 0.0
    having: dict[str, list[int]] = defaultdict(list)
    for index, count in enumerate(counts):
        for word in count:
            having[word].append(index)
    return {
        word: {index: _weight(counts[index][word], lengths[index] / usual, len(found), len(texts)) for index in found}
        for word, found in having.items()
    }


def _weight(count: int, length: float, having: int, of: int) -> float:
    """BM25 of a word that occurs `count` times in a passage and at all in `having` of the `of` passages. `length`: the
    passage's, divided by the mean."""
    rarity = math.log(1 + (of - having + 0.5) / (having + 0.5))
    return rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * length))


@dataclass(frozen=True, slots=True)
class FittedKeywords:
    index: KeywordIndex

    def summary(self) -> dict[str, Any]:
        return {"passages": len(self.index.passages), "words": len(self.index.weights)}

    def ask(self, row: ExampleRow) -> Answered:
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
    is_baseline: bool = True
    min_rows: int = 1
    cost_rank: int = 0

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedKeywords:
        return FittedKeywords(index_of(setting.passages))
