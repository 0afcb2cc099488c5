"""How each value of the outputs comes about, learnt from the training rows.

A value that mostly stands in its input is marked there (`marked`). One of a few that come again and again is chosen by
the words of the input: `ChosenSlot`. Of any other the commonest is taken: `UsualSlot`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .choice import MAX_LEARNT, CandidateChoice, FeatureWeights, train
from .columns import MISSING, Column, commonest, plain
from .marked import marked
from .slots import Leaf, Slot
from .tokens import Features, feature, in_role, tokens_of

MAX_CHOSEN = 50  # different values to choose from
MAX_WORDS = 200  # of an input by which a value is chosen
STEM = 5  # characters of a word that count there


def fit_slot(column: Column) -> Slot:
    present = column.present
    if present and all(isinstance(value, dict) for value in present):
        return ObjectSlot.fit(column)
    return marked(column) or ChosenSlot.fit(column) or UsualSlot(column.usual)


@dataclass(frozen=True, slots=True)
class ObjectSlot:
    """`required`: the fields that all objects have, each with its commonest value."""

    fields: Mapping[str, Slot]
    required: Mapping[str, Any]
    is_optional: bool
    absent: Any

    @classmethod
    def fit(cls, column: Column) -> "ObjectSlot":
        inside, objects = column.inside(), column.present
        required = {name: commonest([each[name] for each in objects]) for name in inside if all_have(name, objects)}
        fields = {name: fit_slot(inner) for name, inner in inside.items()}
        return cls(fields, required, column.is_optional, column.absent)

    def value_in(self, text: str) -> Any:
        found = {name: slot.value_in(text) for name, slot in self.fields.items()}
        held = {name: value for name, value in found.items() if value is not MISSING}
        return dict(self.required) | held if held or not self.is_optional else self.absent

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        for inner, slot in self.fields.items():
            yield from slot.leaves(f"{name}.{inner}" if name else inner)


def all_have(name: str, objects: Sequence[Mapping[str, Any]]) -> bool:
    return all(name in each for each in objects)


@dataclass(frozen=True, slots=True)
class ChosenSlot:
    """The likeliest of the values of the training rows."""

    values: Sequence[Any]
    weights: FeatureWeights

    @classmethod
    def fit(cls, column: Column) -> "ChosenSlot | None":
        """None if the values are not repeated, or are all the same."""
        by_key = {plain(value): value for value in column.values}
        keys = sorted(by_key)
        if not 1 < len(keys) <= MAX_CHOSEN or not column.are_repeated:
            return None
        choices, work = [], 0
        for text, value in column.rows():
            if work > MAX_LEARNT / column.fields:
                break
            features = words_of(text, len(keys))
            choices.append(CandidateChoice(features, np.array([key == plain(value) for key in keys])))
            work += features.size + len(text)
        return cls([by_key[key] for key in keys], train(choices))

    def value_in(self, text: str) -> Any:
        return self.values[int(self.weights.shares(words_of(text, len(self.values))).argmax())]

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        yield Leaf(name, "chosen among the values of the training rows", is_marked=False)


def words_of(text: str, values: int) -> Features:
    """A row for each of so many values: the beginnings of the words of the text, numbers left out."""
    words = {token.text.casefold()[:STEM] for token in tokens_of(text)[:MAX_WORDS] if token.text[0].isalpha()}
    numbers = np.array([feature("any text"), *map(feature, sorted(words))], np.uint32)
    return np.stack([in_role(numbers, f"value {value}") for value in range(values)])


@dataclass(frozen=True, slots=True)
class UsualSlot:
    value: Any

    def value_in(self, text: str) -> Any:
        return self.value

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        yield Leaf(name, "the commonest value", is_marked=False)
