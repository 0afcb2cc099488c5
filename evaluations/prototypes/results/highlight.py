"""Which part of a document best matches a query. Pure; for showing, never for ranking."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from math import fsum

from evaluations.prototypes.scorers import normalized

MAX_CHARACTERS = 400
MIN_ALIKE = 3  # letters
_ENDS = re.compile(r"\n\s*\n|(?<=[.!?])\s+")


def alike(word: str, vocabulary: Sequence[str]) -> set[str]:
    """The words that begin with this one, or with which it begins, as dogs begins with dog: most languages put their
    endings last. `vocabulary`: sorted."""
    beginnings = {word, *(word[:length] for length in range(MIN_ALIKE, len(word)))}
    known = {each for each in beginnings if vocabulary[(at := bisect_left(vocabulary, each)) : at + 1] == [each]}
    if len(word) >= MIN_ALIKE:
        longer = (vocabulary[place] for place in range(bisect_left(vocabulary, word), len(vocabulary)))
        known.update(takewhile(lambda each: each.startswith(word), longer))
    return known


def best_passage(text: str, query: str) -> str:
    """The sentence with the most words of the query, rare words counting more, and the next ones while they fit."""
    parts = [part.strip() for part in _ENDS.split(text) if part.strip()] or [text]
    words = [set(normalized(part).split()) for part in parts]
    common = Counter(word for each in words for word in each)
    vocabulary = sorted(common)
    asked = [found for word in set(normalized(query).split()) if (found := alike(word, vocabulary))]
    rarity = [1 / sum(common[word] for word in found) for found in asked]
    # An index by word of the text: searching each sentence for each word of a long query takes a second.
    asked_by: dict[str, set[int]] = {}
    for place, found in enumerate(asked):
        for word in found:
            asked_by.setdefault(word, set()).add(place)
    matches = (set[int]().union(*(asked_by.get(word, ()) for word in each)) for each in words)
    weights = [fsum(rarity[place] for place in places) for places in matches]
    first = weights.index(max(weights))
    shown = parts[first]
    for part in parts[first + 1 :]:
        if len(shown) + len(part) >= MAX_CHARACTERS:
            break
        shown = f"{shown} {part}"
    return shown
