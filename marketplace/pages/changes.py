"""What changed from one version of an idea to the next, word by word. Pure; nothing here is markup."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "gone", "new"]
CONTEXT = 12  # words kept on both sides of a change
LABELS = {
    "title": "Title",
    "pitch": "Pitch",
    "problem": "The problem",
    "audience": "Who it is for",
    "why_overlooked": "Why the labs overlook it",
    "why_open": "Why open models fit",
}


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that is not as it was."""

    label: str
    pieces: list[Piece]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The fields that differ, in the order of the idea's page. Lists (`fits`, `tags`) are compared as a whole."""
    texts = [
        Changed(label, list(pieces(before[name], after[name])))
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]
    lists = {"fits": "Why open models fit, as chosen", "tags": "Tags"}
    return texts + [
        Changed(label, entries(before[name], after[name]))
        for name, label in lists.items()
        if list(before[name]) != list(after[name])
    ]


def pieces(before: str, after: str) -> Iterator[Piece]:
    """What stayed, what went and what came, in reading order; long stretches that stayed are shortened."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    blocks = SequenceMatcher(None, old, new).get_opcodes()
    for place, (what, a, b, c, d) in enumerate(blocks):
        if what == "equal":
            yield Piece("same", shortened(old[a:b], first=place == 0, last=place == len(blocks) - 1))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))


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
