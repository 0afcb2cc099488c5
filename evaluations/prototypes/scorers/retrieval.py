"""Measures of retrieval: ranked documents against the expected ones. Both are names, one per line; an answer's are best
first."""

from .scorer import SEARCH, ScoringInputs, scorer
from .text import folded


@scorer("recall@1", "an expected document comes first", SEARCH)
def recall_at_1(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """An expected document comes first."""
    return float(bool(set(_names(answer)[:1]) & set(_names(expected))))


@scorer("recall@5", "how many of the expected documents are among the first 5", SEARCH, is_graded=True)
def recall_at_5(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Share of the expected documents that are among the first 5."""
    wanted = set(_names(expected))
    return len(wanted & set(_names(answer)[:5])) / len(wanted) if wanted else 0.0


@scorer("mrr", "how early the first expected document comes (reciprocal rank)", SEARCH, is_graded=True)
def mrr(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Reciprocal rank of the first expected document, 0.0 when none is there; its mean over queries is the MRR."""
    wanted = set(_names(expected))
    return next((1 / rank for rank, name in enumerate(_names(answer), 1) if name in wanted), 0.0)


def _names(text: str) -> list[str]:
    """Each name once, where it comes first."""
    return list(dict.fromkeys(folded(line) for line in text.splitlines() if line.strip()))
