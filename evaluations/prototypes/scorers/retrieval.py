"""Ranked documents against those that answer. Both are names, one in each line; an answer's are best first."""

from .scorer import NOTHING, Given
from .text import folded


def recall_at_1(answer: str, expected: str, given: Given = NOTHING) -> float:
    """An expected document comes first."""
    return float(bool(set(_names(answer)[:1]) & set(_names(expected))))


def recall_at_5(answer: str, expected: str, given: Given = NOTHING) -> float:
    """Share of the expected documents that are among the first 5."""
    wanted = set(_names(expected))
    return len(wanted & set(_names(answer)[:5])) / len(wanted) if wanted else 0.0


def mrr(answer: str, expected: str, given: Given = NOTHING) -> float:
    """Reciprocal rank of the first expected document, 0.0 when none is there; its mean over queries is the MRR."""
    wanted = set(_names(expected))
    return next((1 / rank for rank, name in enumerate(_names(answer), 1) if name in wanted), 0.0)


def _names(text: str) -> list[str]:
    """Each name once, where it first stands."""
    return list(dict.fromkeys(folded(line) for line in text.splitlines() if line.strip()))
