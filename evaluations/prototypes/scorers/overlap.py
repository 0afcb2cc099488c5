"""How much an answer and the expected text have in common: by meaning, by words, by the order of words."""

from collections import Counter

import numpy as np
from rapidfuzz.distance import LCSseq

from .canonical import canonical
from .scorer import TEXTS, ScoringInputs, Threshold, Vector, passed, scorer
from .text import UNSPACED, words

# With MiniLM, answers to different rows of one idea stay below 0.6; paraphrases reach this.
MIN_COSINE = 0.75


def cosine(one: Vector, other: Vector) -> float:
    """Cosine of the angle between two vectors, -1 to 1; 0.0 when either has no length."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.clip(a @ b / lengths, -1.0, 1.0)) if lengths else 0.0


@scorer(
    "similarity",
    "close in meaning, by embedding similarity",
    TEXTS,
    threshold=Threshold("How close in meaning", "least similarity", MIN_COSINE, joined_by=" of at least", lowest=0.5),
    needs_vectors=True,
)
def similarity(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The cosine of the two embeddings reaches the threshold. An empty answer is never close to anything.

    Raises ValueError without vectors for an answer that has text."""
    if not answer.strip():
        return 0.0
    if inputs.vectors is None:
        raise ValueError("Similarity needs the vectors of the answer and of the expected text.")
    return float(cosine(*inputs.vectors) >= (MIN_COSINE if inputs.threshold is None else inputs.threshold))


@scorer(
    "token-f1",
    "how many words it shares with the expected text (token F1)",
    TEXTS,
    threshold=Threshold("Least token F1 that counts", "least F1"),
    is_graded=True,
)
def token_f1(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """F1 of the words that both have, each as often as both have it (as for SQuAD, but no word is left out)."""
    given, wanted = (words_of(text, inputs) for text in (answer, expected))
    return passed(_f1((Counter(given) & Counter(wanted)).total(), len(given), len(wanted)), inputs)


@scorer(
    "rouge-l",
    "how much of the expected text it has in order (ROUGE-L)",
    TEXTS,
    threshold=Threshold("Least ROUGE-L that counts", "least ROUGE-L"),
    is_graded=True,
)
def rouge_l(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """ROUGE-L, the F-measure: from the longest sequence of words that both have in this order (Lin 2004, beta 1)."""
    given, wanted = (words_of(text, inputs) for text in (answer, expected))
    return passed(_f1(LCSseq.similarity(given, wanted), len(given), len(wanted)), inputs)


def words_of(text: str, inputs: ScoringInputs) -> list[str]:
    """The words of the canonical text, with signs and all that is inside a name; an unspaced script's characters."""
    tokens = canonical(text, inputs.notation).split(" ")
    return [word for token in tokens for word in (words(token) if UNSPACED.search(token) else [token] if token else [])]


def _f1(common: int, given: int, wanted: int) -> float:
    """2PR / (P + R) with P = common / given and R = common / wanted; two empty texts are the same."""
    return 2 * common / (given + wanted) if given or wanted else 1.0
