"""From passages that were scored to documents in their order: a document is as good as its best passage."""

from collections.abc import Sequence

from .types import Passage

MOST_DOCUMENTS = 10  # that an answer names

Found = Passage  # the best one of its document


def ranked(passages: Sequence[Passage], scores: Sequence[float]) -> list[Found]:
    """Every document's best passage, best first; of equals the earlier one."""
    order = sorted(range(len(passages)), key=lambda place: -scores[place])
    best: dict[str, Passage] = {}
    for place in order:
        best.setdefault(passages[place].document, passages[place])
    return list(best.values())


def listed(documents: Sequence[str]) -> str:
    """As an answer names them."""
    return "\n".join(documents[:MOST_DOCUMENTS])
