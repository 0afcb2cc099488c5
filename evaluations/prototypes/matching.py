"""Which part of a document speaks most of what was asked. Pure; for showing, never for ranking."""

import re
from collections import Counter

from .scorers import normalized

MOST_CHARACTERS = 400
_ENDS = re.compile(r"\n\s*\n|(?<=[.!?])\s+")


def best_passage(text: str, query: str) -> str:
    """The sentence with the most words of the query, rare ones counting more, and what follows it while it is short."""
    parts = [part.strip() for part in _ENDS.split(text) if part.strip()] or [text]
    words = [set(normalized(part).split()) for part in parts]
    common = Counter(word for each in words for word in each)
    asked = set(normalized(query).split())
    weights = [sum(1 / common[word] for word in each & asked) for each in words]
    first = weights.index(max(weights))
    shown = parts[first]
    for part in parts[first + 1 :]:
        if len(shown) + len(part) >= MOST_CHARACTERS:
            break
        shown = f"{shown} {part}"
    return shown
