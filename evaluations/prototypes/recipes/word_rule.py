"""A baseline of `classify`, without a model: one word for each label.

After the rule on one attribute of Holte (1993), "Very Simple Classification Rules Perform Well on Most Commonly Used
Datasets", with words as the attributes. Where a word stands for each label, an idea asks little of a model."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.scorers import words

from .majority import commonest_of
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting


@dataclass(frozen=True, slots=True)
class WordRule:
    """`right` of the `having` training rows that have the word have the label."""

    word: str
    label: str
    right: int
    having: int

    @property
    def share(self) -> float:
        """Of right rows, by Laplace's rule, so that a word seen once does not count as sure."""
        return (self.right + 1) / (self.having + 2)


@dataclass(frozen=True, slots=True)
class FittedWordRule:
    """`rules`: the surest first."""

    rules: Sequence[WordRule]
    otherwise: str

    def summary(self) -> dict[str, Any]:
        return {"words": {rule.word: rule.label for rule in self.rules}, "else": self.otherwise}

    def ask(self, row: ExampleRow) -> Answered:
        having = set(words(row.input))
        rule = next((rule for rule in self.rules if rule.word in having), None)
        if rule is None:
            return Answered(self.otherwise, "The input has the word of no label; the commonest of such inputs.")
        why = f"The word “{rule.word[:40]}”: {rule.right} of {rule.having} training rows that have it have this label."
        return Answered(rule.label, why)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class OneWordEach:
    name: str = "word-rule"
    tasks: frozenset[str] = frozenset({"classify"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = True
    is_baseline: bool = True
    min_rows: int = 1
    cost_rank: int = 0

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedWordRule:
        labels = [row.expected for row in training]
        having = [set(words(row.input)) for row in training]
        counts: dict[str, Counter[str]] = {}
        for label, known in zip(labels, having, strict=True):
            for word in known:
                counts.setdefault(word, Counter())[label] += 1
        rules = [rule for label in sorted(set(labels)) if (rule := best_word(label, counts))]
        rules.sort(key=lambda rule: (-rule.share, rule.word))
        marked = {rule.word for rule in rules}
        unmarked = [label for label, known in zip(labels, having, strict=True) if not known & marked]
        return FittedWordRule(rules, commonest_of(unmarked or labels).answer)


def best_word(label: str, counts: Mapping[str, Counter[str]]) -> WordRule | None:
    """The word that has the label most often, less how often it has another; of equal ones the first in the alphabet.
    None where every word has another label as often."""
    rules = (WordRule(word, label, held[label], held.total()) for word, held in counts.items() if held[label])
    best = min(rules, key=lambda rule: (rule.having - 2 * rule.right, rule.word), default=None)
    return best if best and 2 * best.right > best.having else None
