"""The candidates of one choice: the spans of an input that may be the value, with the features of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from .kinds import Kind, Span
from .tokens import MAX_WORD, NO_FEATURE, Features, feature, features_of, in_role, shape, tokens_of

NONE_OF_THEM = feature("none of them")


@dataclass(frozen=True, slots=True)
class Candidates:
    """`features`: a row for each span; the last row, beyond the spans, stands for none of them."""

    spans: Sequence[Span]
    features: Features


MAX_SPANS = 2_000  # of one input; what comes after them is not read


@lru_cache(maxsize=64)  # all fields of a row that are of one kind have the same; at most 40 MB
def candidates_in(text: str, kind: Kind) -> Candidates:
    tokens = tokens_of(text)
    spans = list(islice(kind.spans(text, tokens), MAX_SPANS))
    if not spans:
        return Candidates(spans, np.array([[NONE_OF_THEM]], np.uint32))
    near = features_of(tokens)
    first, last = [span.first for span in spans], [span.last for span in spans]
    said = zip(_said_of_places(text, spans), _said_of_lengths(spans), strict=True)
    own = np.array([[feature(each) for each in (*places, length)] for places, length in said], np.uint32)
    features = np.column_stack([in_role(near, "first")[first], in_role(near, "last")[last], own])
    none = np.full((1, features.shape[1]), NO_FEATURE, np.uint32)
    none[0, 0] = NONE_OF_THEM
    return Candidates(spans, np.concatenate([features, none]))


def _said_of_places(text: str, spans: Sequence[Span]) -> Iterator[Sequence[str]]:
    """Of each span alone: its shape, where it stands, and which characters are beside it."""
    for place, span in enumerate(spans):
        before, after = text[max(span.start - 2, 0) : span.start], text[span.end : span.end + 2]
        yield (
            f"whole {shape(text[span.start : span.end][:MAX_WORD])}",
            f"tokens {span.last - span.first}",
            f"from the first {min(place, 3)}",
            f"from the last {min(len(spans) - 1 - place, 3)}",
            f"before {before[-1:]}",
            f"after {after[:1]}",
            f"between {shape(before)} {shape(after)}",
        )


def _said_of_lengths(spans: Sequence[Span]) -> Iterator[str]:
    """Whether each is the longest, the second longest and so on: a code is often longer than other words."""
    lengths = sorted({span.length for span in spans}, reverse=True)
    rank = {length: min(place, 3) for place, length in enumerate(lengths)}
    return (f"longer ones {rank[span.length]}" for span in spans)
