"""Scorers: does the answer say what was expected? Pure functions behind one dict, each giving 0.0 or 1.0."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol

import numpy as np

Vector = Sequence[float]

DEFAULT_THRESHOLD = 0.75  # with MiniLM, answers to different rows of one idea stay below 0.6; paraphrases reach this
NEEDS_VECTORS = frozenset({"similarity"})

# Part of a name or an amount rather than of the sentence around it: C#, 5 %, R&D, km/h.
_MEANINGFUL = frozenset("#%&@/\\")
_APOSTROPHES = frozenset("'’ʼ`")
_IN_NUMBER = re.compile(r"(?<=\d)[.,:\-](?=\d)|(?<!\w)-(?=\d)")
# Letters of scripts that put spaces between words; in the others a word may follow another directly.
_SPACED = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\uffff]"


class Score(Protocol):
    def __call__(
        self,
        answer: str,
        expected: str,
        *,
        vectors: tuple[Vector, Vector] | None = None,
        threshold: float | None = None,
    ) -> float:
        """1.0 when the answer counts as right, else 0.0. `vectors`: of the answer and of the expected text."""


def folded(text: str) -> str:
    """The text without differences of case, spacing and Unicode form (NFKC); punctuation stays."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def normalized(text: str) -> str:
    """`folded`, and without the punctuation around words; that inside a number (1.5, 10:30, -4) counts.

    A text of nothing but punctuation stays as it is, so that "?" and "!" differ."""
    whole = folded(text)
    kept = {match.start() for match in _IN_NUMBER.finditer(whole)}
    bare = "".join(char if place in kept else _bare(char) for place, char in enumerate(whole))
    return " ".join(bare.split()) or whole


def _bare(char: str) -> str:
    if char in _APOSTROPHES:
        return ""
    return " " if unicodedata.category(char).startswith("P") and char not in _MEANINGFUL else char


def cosine(one: Vector, other: Vector) -> float:
    """Cosine of the angle between two vectors, -1 to 1; 0.0 when either has no length."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.clip(a @ b / lengths, -1.0, 1.0)) if lengths else 0.0


def label(
    answer: str, expected: str, *, vectors: tuple[Vector, Vector] | None = None, threshold: float | None = None
) -> float:
    """The same label, whatever its case and spacing."""
    return float(folded(answer) == folded(expected))


def exact(
    answer: str, expected: str, *, vectors: tuple[Vector, Vector] | None = None, threshold: float | None = None
) -> float:
    """The same text, apart from case, spaces, punctuation and Unicode form."""
    return float(normalized(answer) == normalized(expected))


def contains(
    answer: str, expected: str, *, vectors: tuple[Vector, Vector] | None = None, threshold: float | None = None
) -> float:
    """The expected text occurs in the answer, as whole words: "no" does not occur in "know"."""
    found = re.escape(normalized(expected))
    whole_words = rf"(?<!{_SPACED}){found}(?!{_SPACED})"
    return float(bool(found) and re.search(whole_words, normalized(answer)) is not None)


def similarity(
    answer: str, expected: str, *, vectors: tuple[Vector, Vector] | None = None, threshold: float | None = None
) -> float:
    """The two embeddings have at least the threshold's cosine. An empty answer is never close to anything.

    Raises ValueError without vectors for an answer that has text."""
    if not answer.strip():
        return 0.0
    if vectors is None:
        raise ValueError("Similarity needs the vectors of the answer and of the expected text.")
    return float(cosine(*vectors) >= (DEFAULT_THRESHOLD if threshold is None else threshold))


SCORERS: dict[str, Score] = {"label": label, "exact": exact, "contains": contains, "similarity": similarity}
