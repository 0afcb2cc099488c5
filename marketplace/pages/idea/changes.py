"""The changes from one version of an idea to the next, word by word. Pure, without markup."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from ideas.texts import LIST_TEXTS, PROSE_TEXTS

PieceKind = Literal["same", "gone", "new"]
Block = tuple[str, int, int, int, int]
CONTEXT = 12  # words kept on both sides of a change
MAX_COMPARISONS = 1_000_000  # pairs of words or spaces: 500 words replaced by 500


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One text that changed."""

    label: str
    pieces: list[Piece]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The texts of an idea that differ, lists last. Lists are compared as a whole."""
    words = [
        Changed(text.label, list(pieces(before[text.name], after[text.name])))
        for text in PROSE_TEXTS
        if before[text.name] != after[text.name]
    ]
    return words + [
        Changed(text.label, entries(before[text.name], after[text.name]))
        for text in LIST_TEXTS
        if list(before[text.name]) != list(after[text.name])
    ]


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The same, the removed and the new words, in reading order. Long stretches of the same words are shortened."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    blocks = compared(old, new)
    for place, (what, a, b, c, d) in enumerate(blocks):
        if what == "equal":
            yield Piece("same", shortened(old[a:b], first=place == 0, last=place == len(blocks) - 1))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))


def compared(old: list[str], new: list[str]) -> list[Block]:
    """Like `SequenceMatcher.get_opcodes`, but bounded: there are texts for which that takes seconds."""
    head = alike(old, new)
    tail = alike(old[head:][::-1], new[head:][::-1])
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    if (b - a) * (d - c) > MAX_COMPARISONS:
        middle: list[Block] = [("replace", a, b, c, d)]
    else:
        opcodes = SequenceMatcher(None, old[a:b], new[c:d]).get_opcodes()
        middle = [(what, i + head, j + head, k + head, m + head) for what, i, j, k, m in opcodes]
    blocks = [("equal", 0, head, 0, head), *middle, ("equal", b, len(old), d, len(new))]
    return [block for block in blocks if block[1] < block[2] or block[3] < block[4]]


def alike(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of first words that are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """`words` and the spaces between them alternate, so each word counts twice."""
    head, tail = [] if first else words[: 2 * CONTEXT], [] if last else words[-2 * CONTEXT :]
    if len(words) <= len(head) + len(tail) + 2 * CONTEXT:
        return "".join(words)
    return "".join([*head, " … ", *tail])


def entries(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    gone = [Piece("gone", name) for name in before if name not in after]
    kept: list[Piece] = [Piece("same" if name in before else "new", name) for name in after]
    listed = gone + kept
    return [piece for item in listed for piece in (item, Piece("same", ", "))][:-1]
