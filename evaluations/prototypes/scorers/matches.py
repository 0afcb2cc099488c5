"""Right or wrong: scorers that give 1.0 or 0.0."""

import re
from decimal import Decimal

from .scorer import CLASSIFY, TEXTS, ScoringInputs, Threshold, scorer
from .text import SPACED, canonical, folded, number_in, words

TOLERANCE = 0.01


@scorer("label", "the same label", CLASSIFY)
def label(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The same label, whatever its case and spacing."""
    return float(folded(answer) == folded(expected))


@scorer("exact", "the same text, apart from case, spaces and punctuation", TEXTS)
def exact(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The same text, apart from case, spaces, punctuation, Unicode form and the notation of numbers and dates."""
    return float(canonical(answer) == canonical(expected))


@scorer("contains", "the expected text occurs in the answer", TEXTS)
def contains(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The expected text occurs in the answer, as whole words: "no" does not occur in "know"."""
    return float(_occurs(expected, canonical(answer)))


@scorer("contains-all", "every line of the expected text occurs in the answer", TEXTS)
def contains_all(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Every line of the expected text occurs in the answer."""
    lines, whole = _lines(expected), canonical(answer)
    return float(bool(lines) and all(_occurs(line, whole) for line in lines))


@scorer("contains-any", "some line of the expected text occurs in the answer", TEXTS)
def contains_any(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Some line of the expected text occurs in the answer."""
    whole = canonical(answer)
    return float(any(_occurs(line, whole) for line in _lines(expected)))


@scorer(
    "number",
    "the same number, within a tolerance",
    TEXTS,
    threshold=Threshold("How far off a number may be", "tolerance", TOLERANCE, joined_by=" of"),
)
def number(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The answer holds one number, and it is off by at most `threshold` times the expected one."""
    found, wanted = number_in(answer), number_in(expected)
    if found is None or wanted is None:
        return 0.0
    tolerance = Decimal(str(TOLERANCE if inputs.threshold is None else inputs.threshold))
    return float(abs(found - wanted) <= tolerance * abs(wanted))


def _lines(expected: str) -> list[str]:
    """The lines to look for: those that have a word, or the whole text if none has one."""
    return [line for line in expected.splitlines() if words(line)] or [expected]


def _occurs(wanted: str, whole: str) -> bool:
    pattern = re.escape(canonical(wanted))
    return bool(pattern) and re.search(rf"(?<!{SPACED}){pattern}(?!{SPACED})", whole) is not None
