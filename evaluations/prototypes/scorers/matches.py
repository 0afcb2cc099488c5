"""Right or wrong: scorers that give 1.0 or 0.0."""

import re
import unicodedata
from fractions import Fraction

from .accents import stream_safe
from .canonical import canonical
from .numbers import number_in
from .scorer import CLASSIFY, TEXTS, ScoringInputs, Threshold, scorer
from .text import SPACED, UNSPACED, cased, folded, words

TOLERANCE = 0.01


@scorer("label", "the same label", CLASSIFY)
def label(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The same label, whatever its spacing, and its case unless the author says that it counts."""
    plain = cased if inputs.case_counts else folded
    return float(plain(answer) == plain(expected))


@scorer("exact", "the same text, apart from case, spaces and punctuation", TEXTS)
def exact(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The same text, apart from case, spaces, punctuation, Unicode form and the notation of numbers and dates."""
    return float(canonical(answer, inputs.notation) == canonical(expected, inputs.notation))


@scorer("strict", "the same text, to the last character", TEXTS)
def strict(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The same characters, also in case, spaces and punctuation; only Unicode form (NFC) and line ends may differ."""
    return float(_as_it_is(answer) == _as_it_is(expected))


@scorer("contains", "the expected text occurs in the answer", TEXTS)
def contains(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The expected text occurs in the answer, as whole words: "no" does not occur in "know"."""
    return float(_occurs(expected, canonical(answer, inputs.notation), inputs))


@scorer("contains-all", "every line of the expected text occurs in the answer", TEXTS)
def contains_all(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Every line of the expected text occurs in the answer."""
    whole = canonical(answer, inputs.notation)
    return float(all(_occurs(line, whole, inputs) for line in _lines(expected)))


@scorer("contains-any", "some line of the expected text occurs in the answer", TEXTS)
def contains_any(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """Some line of the expected text occurs in the answer."""
    whole = canonical(answer, inputs.notation)
    return float(any(_occurs(line, whole, inputs) for line in _lines(expected)))


@scorer(
    "number",
    "the same number, within a tolerance",
    TEXTS,
    threshold=Threshold(
        "How far off a number may be", "tolerance", TOLERANCE, joined_by=" of", lowest=0.0, highest=0.2
    ),
)
def number(answer: str, expected: str, inputs: ScoringInputs) -> float:
    """The answer holds one number, and it is off by at most `threshold` times the expected one."""
    found, wanted = (number_in(text, inputs.notation) for text in (answer, expected))
    if found is None or wanted is None:
        return 0.0
    tolerance = Fraction(str(TOLERANCE if inputs.threshold is None else inputs.threshold))
    return float(abs(found - wanted) <= tolerance * abs(wanted))


def _as_it_is(text: str) -> str:
    return unicodedata.normalize("NFC", stream_safe("\n".join(text.strip().splitlines())))


def _lines(expected: str) -> list[str]:
    """The lines to look for: those that have a word, or the whole text if none has one."""
    return [line for line in expected.splitlines() if words(line)] or [expected]


def _occurs(wanted: str, whole: str, inputs: ScoringInputs) -> bool:
    """Whether the words of the wanted text occur in a row in `whole`, the canonical answer; in scripts without spaces,
    whether its characters do."""
    bare = canonical(wanted, inputs.notation)
    if f" {bare} " in f" {whole} ":
        return bool(bare)
    return UNSPACED.search(bare) is not None and re.search(_alone(bare), whole) is not None


def _alone(text: str) -> str:
    return rf"(?<!{SPACED}){re.escape(text)}(?!{SPACED})"
