"""Long texts in parts short enough for an embedding model."""

import re
from collections.abc import Iterator

from evaluations.prototypes.recipes.messages import estimated_tokens

WINDOW = 200  # tokens by a safe estimate, where the embedding model reads 256
OVERLAP = 40  # tokens that a part repeats from the one before, so that a thought that is cut is also whole somewhere

_SENTENCE = re.compile(r"(?:[^.!?。！？\n]|[.!?](?!\s))+(?:[.!?。！？]+\s*|\n+|$)|[.!?。！？\n]+\s*")


def chunks(text: str) -> list[str]:
    """The text in parts of about 200 tokens that end where a sentence does; a short text is one part."""
    if estimated_tokens(text.strip()) <= WINDOW:
        return [text.strip()] if text.strip() else []
    return list(_joined([piece for sentence in _SENTENCE.findall(text) for piece in _fitting(sentence)]))


def _joined(pieces: list[str]) -> Iterator[str]:
    window: list[str] = []
    for piece in pieces:
        if window and estimated_tokens("".join(window) + piece) > WINDOW:
            yield "".join(window).strip()
            window = _overlap(window)
            if estimated_tokens("".join(window) + piece) > WINDOW:
                window = []
        window.append(piece)
    if "".join(window).strip():
        yield "".join(window).strip()


def _overlap(window: list[str]) -> list[str]:
    """The last sentences of a part, at most OVERLAP tokens."""
    kept: list[str] = []
    while len(kept) < len(window) - 1 and estimated_tokens("".join(window[-len(kept) - 1 :])) <= OVERLAP:
        kept = window[-len(kept) - 1 :]
    return kept


def _fitting(sentence: str) -> Iterator[str]:
    """The sentence; one that is longer than a part in pieces, cut between words where it has any."""
    while estimated_tokens(sentence) > WINDOW:
        cut = sentence.encode("utf-8", "surrogatepass")[: 3 * WINDOW].decode("utf-8", "ignore")
        space = cut.rfind(" ")
        cut = cut[: space + 1] if space > 0 else cut
        yield cut
        sentence = sentence[len(cut) :]
    if sentence:
        yield sentence
