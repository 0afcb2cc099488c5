"""Scorers: how right is the answer? Pure functions behind one dict. A new scorer is a function and an entry here."""

from .fields import fields, schema
from .matches import DEFAULT_TOLERANCE, contains, contains_all, contains_any, exact, label, number
from .overlap import DEFAULT_THRESHOLD, cosine, rouge_l, similarity, token_f1
from .retrieval import mrr, recall_at_1, recall_at_5
from .scorer import Given, Score, Vector
from .text import folded, normalized, words
from .values import number_in

NEEDS_VECTORS = frozenset({"similarity"})

SCORERS: dict[str, Score] = {
    "label": label,
    "exact": exact,
    "contains": contains,
    "contains-all": contains_all,
    "contains-any": contains_any,
    "number": number,
    "similarity": similarity,
    "token-f1": token_f1,
    "rouge-l": rouge_l,
    "schema": schema,
    "fields": fields,
    "recall@1": recall_at_1,
    "recall@5": recall_at_5,
    "mrr": mrr,
}

__all__ = [
    "DEFAULT_THRESHOLD",
    "DEFAULT_TOLERANCE",
    "NEEDS_VECTORS",
    "SCORERS",
    "Given",
    "Score",
    "Vector",
    "contains",
    "cosine",
    "exact",
    "folded",
    "label",
    "normalized",
    "number_in",
    "similarity",
    "words",
]
