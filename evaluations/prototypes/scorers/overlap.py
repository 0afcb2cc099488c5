"""How much an answer has in common with the expected text: by meaning, by its words, by their order."""

from collections import Counter

import numpy as np
from rapidfuzz.distance import LCSseq

from .scorer import NOTHING, Given, Vector, passed
from .text import words
from .values import canonical

DEFAULT_THRESHOLD = 0.75  # with MiniLM, answers to different rows of one idea stay below 0.6; paraphrases reach this


def cosine(one: Vector, other: Vector) -> float:
    """Cosine of the angle between two vectors, -1 to 1; 0.0 when either has no length."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.clip(a @ b / lengths, -1.0, 1.0)) if lengths else 0.0


def similarity(answer: str, expected: str, given: Given = NOTHING) -> float:
    """The two embeddings have at least the threshold's cosine. An empty answer is never close to anything.

    Raises ValueError without vectors for an answer that has text."""
    if not answer.strip():
        return 0.0
    if given.vectors is None:
        raise ValueError("Similarity needs the vectors of the answer and of the expected text.")
    return float(cosine(*given.vectors) >= (DEFAULT_THRESHOLD if given.threshold is None else given.threshold))


def token_f1(answer: str, expected: str, given: Given = NOTHING) -> float:
    """F1 of the words that both have, each as often as both have it (as for SQuAD, but no word is left out)."""
    told, wanted = words(canonical(answer)), words(canonical(expected))
    return passed(_f1((Counter(told) & Counter(wanted)).total(), len(told), len(wanted)), given)


def rouge_l(answer: str, expected: str, given: Given = NOTHING) -> float:
    """ROUGE-L, the F-measure: from the longest sequence of words that both have in this order (Lin 2004, beta 1)."""
    told, wanted = words(answer), words(expected)
    return passed(_f1(LCSseq.similarity(told, wanted), len(told), len(wanted)), given)


def _f1(common: int, told: int, wanted: int) -> float:
    """2PR / (P + R) with P = common / told and R = common / wanted; two empty texts are the same."""
    return 2 * common / (told + wanted) if told or wanted else 1.0
