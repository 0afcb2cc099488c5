"""Which examples say the same as others, so that a copy in other words counts as the one example that it is.

An input is the set of the trigrams of its words, of its numbers and of its signs. Each weighs the more the fewer inputs
have it: the logarithm of how many inputs there are for one that has it (Spärck Jones 1972, "A statistical
interpretation of term specificity"). So what most rows share, such as "please" or the words of a form, carries nothing.
Two inputs are near when what they share weighs at least NEAR of the lighter one: a copy with words before, behind or
between is near to what it copies. A number weighs no more than a trigram. An input that weighs LONGER times as much as
another is not its copy, however many of its trigrams it has.

Inputs of one form, which differ in their numbers alone, are near as well if all of them have one output: then the
numbers decide nothing ("Order 17 is late", "Order 18 is late"). If one of them has another output, the numbers may
decide it ("38 degrees", "39 degrees"), and all stay different.

`docs/measurements.md` says how often that catches copies, and how often it takes honest rows for copies.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.scorers import cased, folded, normalized

NEAR = 0.7  # of the weight of the lighter input
LONGER = 2.0
LOOKED_UP = 0.5  # of an input's weight, the rarest first: whoever is near shares some of that
TINY = 1e-9  # of a weight: sums of floats differ by so much with their order
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\s\d.,]+")

Item: TypeAlias = tuple[tuple[str, ...], str]  # the features of an input, and the output
Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The group of every row, numbered from 0 in the order of the first rows.

    `near`: rows whose inputs are near, directly or through others. `same`: rows whose inputs are near and whose outputs
    are equal, directly or through other rows with that output."""

    near: list[int]
    same: list[int]

    @property
    def different(self) -> int:
        """How many examples there are when those that are the same count once."""
        return len(set(self.same))


def likeness(rows: Sequence[tuple[str, str]], *, case_counts: bool = False) -> Likeness:
    """Which of these inputs and expected outputs are alike. The groups do not depend on the order of the rows.

    `case_counts`: outputs that differ in case alone are unequal."""
    return _likeness(tuple(rows), case_counts)


@lru_cache(maxsize=4)  # rows are checked, shown and frozen one after the other
def _likeness(rows: tuple[tuple[str, str], ...], case_counts: bool) -> Likeness:
    if not rows:
        return Likeness([], [])
    features = {given: tuple(sorted(features_of(given))) for given, _ in rows}
    plain = cased if case_counts else folded
    items = [(features[given], plain(expected)) for given, expected in rows]
    index = Index(sorted(set(items)))
    place = {item: number for number, item in enumerate(index.items)}
    near, same = index.groups()
    for members in one_form_and_output(index.items):
        for groups in (near, same):
            groups[np.isin(groups, groups[members])] = groups[members[0]]
    return Likeness(*(numbered([int(groups[place[item]]) for item in items]) for groups in (near, same)))


def one_form_and_output(items: Sequence[Item]) -> list[list[int]]:
    """The indices of items that differ in their numbers alone, of each form that has more than one and one output."""
    by_form = defaultdict[frozenset[str], list[int]](list)
    for number, (features, output) in enumerate(items):
        if output:  # where it is left open, nothing says that the number decides nothing
            by_form[frozenset(each for each in features if not each[:1].isdigit())].append(number)
    return [
        members
        for form, members in by_form.items()
        if form and len(members) > 1 and len({items[member][1] for member in members}) == 1
    ]


def numbered(groups: Sequence[int]) -> list[int]:
    numbers: dict[int, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in groups]


def features_of(text: str) -> set[str]:
    """The trigrams of the words, each with a space on both sides, the numbers and the signs; without case, accents and
    punctuation. Of a text that has none of these, the text."""
    plain = unicodedata.normalize("NFD", folded(text)).translate(PLAIN)
    return {feature for token in TOKEN.findall(plain) for feature in features_of_token(token)} or {normalized(text)}


def features_of_token(token: str) -> Iterator[str]:
    if token[0].isdigit():
        yield token
    else:
        yield from (f" {token} "[start : start + 3] for start in range(len(token)))


class PlainCharacters(dict[int, str]):
    """What stands for a character: nothing for an accent or what cannot be seen, a space for punctuation, and a sign
    or an emoji alone. A point and a comma stay, as they may be inside a number."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if unicodedata.combining(char) or kind == "Cf":
            plain = ""
        elif kind[0] == "P" and char not in ".,":
            plain = " "
        else:
            plain = f" {char} " if kind[0] == "S" else char
        return self.setdefault(code, plain)


PLAIN = PlainCharacters()


class Index:
    """Different examples in the order of their features, and which of them have a feature."""

    def __init__(self, items: Sequence[Item]) -> None:
        inputs = {features for features, _ in items}
        having = Counter(feature for features in inputs for feature in features)
        rarest_first = sorted(having, key=lambda feature: (having[feature], feature))
        number = {feature: place for place, feature in enumerate(rarest_first)}
        self.weights = np.array([log((len(inputs) + 1) / having[feature]) for feature in rarest_first])
        self.items = items
        self.features = [np.array(sorted(number[each] for each in features)) for features, _ in items]
        self.weight = np.array([self.weights[features].sum() for features in self.features])

    @cached_property
    def holders(self) -> list[Numbers]:
        """By feature, the items that have it."""
        sizes = [len(features) for features in self.features]
        owners = np.repeat(np.arange(len(self.items)), sizes)
        having = np.concatenate(self.features)
        by_feature = owners[np.argsort(having, kind="stable")]
        return np.split(by_feature, np.cumsum(np.bincount(having, minlength=len(self.weights)))[:-1])

    def groups(self) -> tuple[Numbers, Numbers]:
        """The group of every item: of those that are near, and of those that are the same."""
        near, same = np.arange(len(self.items)), np.arange(len(self.items))
        outputs = np.unique([output for _, output in self.items], return_inverse=True)[1]
        for item in range(len(self.items)):
            likely = self.candidates(item)
            is_joined = (outputs[likely] != outputs[item]) | (same[likely] == same[item])
            is_known = (near[likely] == near[item]) & is_joined
            found = self.near_among(item, likely[~is_known])
            near[np.isin(near, near[found])] = near[item]
            same[np.isin(same, same[found[outputs[found] == outputs[item]]])] = same[item]
        return near, same

    def candidates(self, item: int) -> Numbers:
        """The items, as heavy or heavier, that may be near to this one: they share enough of its rarest features."""
        own, weight = self.features[item], self.weight[item]
        weights = self.weights[own]
        looked_up = int(np.searchsorted(np.cumsum(weights), LOOKED_UP * weight)) + 1
        holders = [self.holders[feature] for feature in own[:looked_up]]
        shared = np.bincount(
            np.concatenate(holders),
            weights=np.repeat(weights[:looked_up], [len(each) for each in holders]),
            minlength=len(self.items),
        )
        shared[item] = 0.0
        is_heavier = self.weight >= weight * (1 - TINY)
        return np.flatnonzero((shared >= (NEAR - LOOKED_UP) * weight * (1 - TINY)) & is_heavier)

    def near_among(self, item: int, others: Numbers) -> Numbers:
        """Those of the others, as heavy or heavier, that are near to this item."""
        if not len(others):
            return others
        carried = np.zeros(len(self.weights))
        carried[self.features[item]] = self.weights[self.features[item]]
        features = [self.features[other] for other in others]
        starts = np.cumsum([0, *(len(each) for each in features[:-1])])
        shared = np.add.reduceat(carried[np.concatenate(features)], starts)
        needed = NEAR * np.maximum(self.weight[item], self.weight[others] / LONGER)
        found: Numbers = others[shared >= needed * (1 - TINY)]
        return found
