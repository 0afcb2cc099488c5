"""Right or wrong: scorers that give 1.0 or 0.0."""

import re
from decimal import Decimal

from .scorer import NOTHING, Given
from .text import SPACED, folded, words
from .values import canonical, number_in

DEFAULT_TOLERANCE = 0.01


def label(answer: str, expected: str, given: Given = NOTHING) -> float:
    """The same label, whatever its case and spacing."""
    return float(folded(answer) == folded(expected))


def exact(answer: str, expected: str, given: Given = NOTHING) -> float:
    """The same text, apart from case, spaces, punctuation, Unicode form and how a number or a date is written."""
    return float(canonical(answer) == canonical(expected))


def contains(answer: str, expected: str, given: Given = NOTHING) -> float:
    """The expected text occurs in the answer, as whole words: "no" does not occur in "know"."""
    return float(_occurs(expected, canonical(answer)))


def contains_all(answer: str, expected: str, given: Given = NOTHING) -> float:
    """Every line of the expected text occurs in the answer."""
    lines, whole = _lines(expected), canonical(answer)
    return float(bool(lines) and all(_occurs(line, whole) for line in lines))


def contains_any(answer: str, expected: str, given: Given = NOTHING) -> float:
    """Some line of the expected text occurs in the answer."""
    whole = canonical(answer)
    return float(any(_occurs(line, whole) for line in _lines(expected)))


def number(answer: str, expected: str, given: Given = NOTHING) -> float:
    """The answer holds one number, and it is off by at most `threshold` times the expected one."""
    told, right = number_in(answer), number_in(expected)
    if told is None or right is None:
        return 0.0
    tolerance = Decimal(str(DEFAULT_TOLERANCE if given.threshold is None else given.threshold))
    return float(abs(told - right) <= tolerance * abs(right))


def _lines(expected: str) -> list[str]:
    """A line of nothing but punctuation asks for nothing, unless all of them are so."""
    return [line for line in expected.splitlines() if words(line)] or [expected]


def _occurs(wanted: str, whole: str) -> bool:
    found = re.escape(canonical(wanted))
    return bool(found) and re.search(rf"(?<!{SPACED}){found}(?!{SPACED})", whole) is not None
