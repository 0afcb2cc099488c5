"""What a value may be in an input: a piece of its text, a number, a part of a date. And how the value is written in the
outputs, which is learnt from those of the training rows."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from evaluations.prototypes.scorers import decimal_mark_of
from evaluations.prototypes.scorers.numbers import plainly

from .number_words import month, number_word, roman
from .tokens import MAX_WORD, Token, tokens_of

Scalar = str | int | float

MAX_SPAN = 6  # tokens of a piece of text
MAX_DIGITS = 30  # of a number
_NUMERAL = re.compile(r"(?<![\d.,])-?\d+(?:[.,]\d+)*")
_DIGITS = re.compile(r"\d+")
_WHOLE = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of an input that may be the value. `start`, `end`: its characters; `first`, `last`: its tokens, both
    included; `value`: as it would stand in an output."""

    start: int
    end: int
    first: int
    last: int
    value: Scalar

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Kind(Hashable, Protocol):
    @property
    def name(self) -> str:
        """In words, for the run's record."""

    def spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        """All parts of the input that may be a value."""

    def key(self, value: Scalar) -> object:
        """Equal for two ways to write the same value."""


FORMS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "in small letters": str.lower,
    "in capitals": str.upper,
    "with a capital first": lambda text: text[:1].upper() + text[1:],
    "with capitals": str.title,
}


@dataclass(frozen=True, slots=True)
class TextKind:
    """Whole words. `longest`: tokens. `form`: how outputs write what stands in the input."""

    longest: int
    form: str = "as it stands"

    @classmethod
    def of(cls, values: Sequence[str], rows: Sequence[tuple[str, str]]) -> "TextKind":
        """`rows`: inputs with their outputs, which show the form."""
        longest = max(len(tokens_of(value)) for value in values)
        return cls(min(longest, MAX_SPAN), _form_of(rows))

    @property
    def name(self) -> str:
        return f"piece of text, {self.form}"

    def spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        for first, opening in enumerate(tokens):
            for last in range(first, min(first + self.longest, len(tokens))):
                if opening.is_word and tokens[last].is_word:
                    start, end = opening.start, tokens[last].end
                    yield Span(start, end, first, last, FORMS[self.form](text[start:end]))

    def key(self, value: Scalar) -> object:
        return _words_of(str(value))


@lru_cache(maxsize=10_000)  # every item of a list is compared with all spans of its input
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(token.text.casefold() for token in tokens_of(text) if token.is_word)


def _form_of(rows: Sequence[tuple[str, str]]) -> str:
    """The form that most outputs have; of several the first."""
    counts = Counter[str]()
    for given, value in rows:
        at = given.casefold().find(value.casefold())
        stands = given[at : at + len(value)]
        counts.update(name for name, form in FORMS.items() if at >= 0 and form(stands) == value)
    return max(FORMS, key=lambda name: counts[name])


@dataclass(frozen=True, slots=True)
class NumberKind:
    """`written`: "text", "integer" or "number", as outputs have it. `decimal_mark`: of the outputs."""

    written: str
    decimal_mark: str = ""

    @classmethod
    def of(cls, values: Sequence[Scalar]) -> "NumberKind":
        types = {type(value) for value in values}
        written = "text" if str in types else "integer" if types == {int} else "number"
        return cls(written, decimal_mark_of([str(value) for value in values]))

    @property
    def name(self) -> str:
        return "number"

    def spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        for place, token in enumerate(tokens):
            numerals = [found for found in _NUMERAL.finditer(token.text) if len(found[0]) <= MAX_DIGITS]
            for found in numerals:
                value = self._value(found[0])
                if value is not None:
                    yield Span(token.start + found.start(), token.start + found.end(), place, place, value)
            number = None if numerals else number_word(token.text[:MAX_WORD])
            if number is not None:
                value = str(number) if self.written == "text" else number
                yield Span(token.start, token.end, place, place, value)

    def key(self, value: Scalar) -> object:
        return plainly(str(value), self.decimal_mark)

    def _value(self, numeral: str) -> Scalar | None:
        """None where the outputs are whole numbers and this is none, or where it could be two numbers."""
        plain = plainly(numeral, self.decimal_mark)
        if self.written == "text":
            return numeral
        if _WHOLE.fullmatch(plain):
            return int(plain)
        return float(plain) if self.written == "number" and plain.count(".") == 1 and "," not in plain else None


def is_number(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_DIGITS and _NUMERAL.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class DatePartKind:
    """A whole number in digits, in words, in Roman numerals or, for a month, by its name. `lowest`, `highest`: of the
    year, the month or the day."""

    name: str
    lowest: int
    highest: int

    def spans(self, text: str, tokens: Sequence[Token]) -> Iterator[Span]:
        for place, token in enumerate(tokens):
            for start, end, number in _numbers_of_dates(token.text[:MAX_WORD]):
                if self.lowest <= number <= self.highest:
                    yield Span(token.start + start, token.start + end, place, place, number)

    def key(self, value: Scalar) -> object:
        return value


def _numbers_of_dates(word: str) -> Iterable[tuple[int, int, int]]:
    digits = [(found.start(), found.end(), int(found[0])) for found in _DIGITS.finditer(word)]
    if digits:
        return digits
    readings = (month(word), number_word(word), roman(word))
    return [(0, len(word), number) for number in readings if number is not None]
