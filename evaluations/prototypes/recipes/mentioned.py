"""A baseline of `classify`, without a model: the label that the input itself mentions.

Where every input holds its label, an idea asks nothing of a model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.scorers import words

from .majority import commonest_of
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting


@dataclass(frozen=True, slots=True)
class FittedMentioned:
    """`labels`: each with its words, the longest first. `takes_last`: of several labels that an input mentions, the
    last is right more often in training than the first. `otherwise`: the answer where none is mentioned."""

    labels: Sequence[tuple[str, str]]
    takes_last: bool
    otherwise: str

    def summary(self) -> dict[str, Any]:
        return {"labels": len(self.labels), "takes": "last" if self.takes_last else "first", "else": self.otherwise}

    def ask(self, row: ExampleRow) -> Answered:
        found = mentions(row.input, self.labels)
        if not found:
            return Answered(self.otherwise, "The input mentions no label; the commonest of such inputs.")
        which = "last" if self.takes_last else "first"
        return Answered(found[-1 if self.takes_last else 0], f"The {which} label that the input mentions.")

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Mentioned:
    name: str = "mentioned"
    tasks: frozenset[str] = frozenset({"classify"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = True
    is_baseline: bool = True
    min_rows: int = 1
    cost_rank: int = 0

    def fit(self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN) -> FittedMentioned:
        labels = with_words({row.expected for row in training})
        found = [(mentions(row.input, labels), row.expected) for row in training]
        first = sum(named[0] == expected for named, expected in found if named)
        last = sum(named[-1] == expected for named, expected in found if named)
        unnamed = [expected for named, expected in found if not named]
        otherwise = commonest_of(unnamed or [row.expected for row in training]).answer
        return FittedMentioned(labels, last > first, otherwise)


def with_words(labels: set[str]) -> list[tuple[str, str]]:
    """Each label with its words in one string, the longest first."""
    spelled = [(label, " ".join(words(label))) for label in labels]
    return sorted((each for each in spelled if each[1]), key=lambda each: (-len(each[1]), each[0]))


def mentions(text: str, labels: Sequence[tuple[str, str]]) -> list[str]:
    """The labels that occur in the text as whole words, in their order there; a longer one hides those inside it."""
    return [label for _, label in sorted(_places(f" {' '.join(words(text))} ", labels))]


def _places(text: str, labels: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    for label, spelled in labels:
        place = text.find(f" {spelled} ")
        if place >= 0:
            yield place, label
            text = text.replace(f" {spelled} ", f" {'·' * len(spelled)} ")
