"""Scorers: how right is the answer? Pure functions behind one registry, in the order in which authors see them."""

from collections.abc import Iterable

from .accents import PILED, composed, has_piled_accents
from .fields import field_by_field, fields, fields_in_order, fields_right, schema
from .matches import contains, contains_all, contains_any, exact, label, number, strict
from .numbers import Notation, bracketed_in, decimal_mark_of, number_in, two_meanings_in
from .overlap import cosine, rouge_l, similarity, token_f1
from .retrieval import mrr, recall_at_1, recall_at_5
from .scorer import MAX_THRESHOLD, MIN_THRESHOLD, TEXTS, Scorer, ScoringInputs, Vector
from .text import cased, folded, normalized, words

# Grows when a stored answer may get another score; `runs.rescore` then scores the stored answers again.
# 1: until November 2026. 2: signs, powers, identifiers and pairings count, and numbers are read by one grammar.
# 3: numbers in brackets are negative where the author says so; a sign is before a power (-10² is -100) and a currency.
VERSION = 3


def current_version() -> int:
    return VERSION


IN_ORDER = (
    label,
    exact,
    strict,
    contains,
    contains_all,
    contains_any,
    number,
    similarity,
    token_f1,
    rouge_l,
    schema,
    fields,
    fields_in_order,
    recall_at_1,
    recall_at_5,
    mrr,
)
SCORERS: dict[str, Scorer] = {scorer.name: scorer for scorer in IN_ORDER}
ScorerCheck = tuple[str, float | None]  # a scorer's name and its threshold

UNCHECKED = "unchecked"  # an author's choice beside the scorers
CHOICES = {scorer.name: scorer.label for scorer in IN_ORDER} | {
    UNCHECKED: "not compared with anything: the answers are only shown"
}

BRACKETS_ARE_MINUS = "numbers in brackets are negative: (5) means −5"
CASE_COUNTS = "labels that differ in case alone are different labels"

NEEDS_VECTORS = frozenset(scorer.name for scorer in IN_ORDER if scorer.needs_vectors)
TAKES_THRESHOLD = tuple(scorer.name for scorer in IN_ORDER if scorer.threshold)
USUAL_THRESHOLDS = {
    scorer.name: scorer.threshold.usual
    for scorer in IN_ORDER
    if scorer.threshold and scorer.threshold.usual is not None
}


def scorers_for(task: str) -> tuple[str, ...]:
    """The names of the scorers that go with the task."""
    return tuple(scorer.name for scorer in IN_ORDER if task in scorer.tasks)


def suits(task: str, choice: str) -> bool:
    """Whether an author can choose this for the task: one of its scorers, or `unchecked` where answers are texts."""
    return choice in scorers_for(task) or (choice == UNCHECKED and task in TEXTS)


def in_words(checks: Iterable[ScorerCheck], *, brackets_are_minus: bool = False, case_counts: bool = False) -> str:
    """What counts as right: every scorer with its threshold, the main one first; then how brackets and case are."""
    said = [SCORERS[name].in_words(threshold) for name, threshold in checks if name != UNCHECKED]
    if not said:
        return CHOICES[UNCHECKED]
    beside = [*([BRACKETS_ARE_MINUS] if brackets_are_minus else []), *([CASE_COUNTS] if case_counts else [])]
    return "; ".join(["; and ".join(said), *beside])


__all__ = [
    "BRACKETS_ARE_MINUS",
    "CHOICES",
    "IN_ORDER",
    "MAX_THRESHOLD",
    "MIN_THRESHOLD",
    "NEEDS_VECTORS",
    "PILED",
    "SCORERS",
    "TAKES_THRESHOLD",
    "TEXTS",
    "UNCHECKED",
    "USUAL_THRESHOLDS",
    "VERSION",
    "Notation",
    "Scorer",
    "ScorerCheck",
    "ScoringInputs",
    "Vector",
    "bracketed_in",
    "cased",
    "composed",
    "contains",
    "cosine",
    "current_version",
    "decimal_mark_of",
    "exact",
    "field_by_field",
    "fields",
    "fields_in_order",
    "fields_right",
    "folded",
    "has_piled_accents",
    "in_words",
    "label",
    "normalized",
    "number",
    "number_in",
    "recall_at_1",
    "scorers_for",
    "similarity",
    "strict",
    "suits",
    "two_meanings_in",
    "words",
]
