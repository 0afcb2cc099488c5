"""A baseline of `answer` and `extract`, without a model: copy the input, or what several outputs have said before.

Of these ways the one that is right most often in training: all of the input, the first or the last known output in it,
the longest part of it in words of known outputs. An object gets a way for each field, or the commonest value where no
way is right more often. To find something new in an input, such as a number, is what a prototype is for."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.prototypes.scorers import normalized, number_in, words
from evaluations.prototypes.scorers.objects import parse_object, written

from .mentioned import mentions, with_words
from .most_common import commonest, spread
from .types import PLAIN, Answered, ChatRequest, ExampleRow, Need, Setting

_WORD = re.compile(r"\S+")
_AROUND = ".,;:!?()[]\"'“”«»"
MAX_KNOWN = 200  # outputs that are looked for in each input


@dataclass(frozen=True, slots=True)
class KnownOutputs:
    """What several training outputs share. `outputs`: with their words, the longest first."""

    outputs: Sequence[tuple[str, str]]
    vocabulary: frozenset[str]


def known_of(outputs: Sequence[str]) -> KnownOutputs:
    """An output of one row alone is not known: it would always be right in training, and never later."""
    times, having = Counter(outputs), Counter(word for output in outputs for word in set(words(output)))
    repeated = [output for output, count in times.most_common(MAX_KNOWN) if count > 1]
    return KnownOutputs(with_words(set(repeated)), frozenset(word for word, count in having.items() if count > 1))


def ways(text: str, known: KnownOutputs) -> Iterator[tuple[str, str]]:
    """Each way that finds something in the input, and what it copies."""
    yield "all of it", text
    if outputs := mentions(text, known.outputs):
        yield from (("the first known output", outputs[0]), ("the last known output", outputs[-1]))
    if span := longest_span(text, known.vocabulary):
        yield "the longest part in words of known outputs", span


def longest_span(text: str, vocabulary: frozenset[str]) -> str:
    """The longest run of words that all occur in several training outputs; "" without any."""
    best, start = (0, 0), -1
    for token in _WORD.finditer(text):
        if not set(words(token[0])) <= vocabulary:
            start = -1
            continue
        start = token.start() if start < 0 else start
        best = max(best, (start, token.end()), key=lambda span: span[1] - span[0])
    return text[slice(*best)].strip(_AROUND)


@dataclass(frozen=True, slots=True)
class FittedCopy:
    """`right`: the mean score of the way over the training rows that it was chosen by."""

    way: str
    right: float
    known: KnownOutputs

    def summary(self) -> dict[str, Any]:
        return {"copies": self.way, "right": round(self.right, 4)}

    def ask(self, row: ExampleRow) -> Answered:
        copied = dict(ways(row.input, self.known)).get(self.way, "")
        return Answered(copied, f"Copies {self.way}: the simple way that is right most often in training.")

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class FittedCopiedFields:
    """`fields`: the way of each field that has one, and whether its values are numbers. `constant`: of the others."""

    fields: Mapping[str, tuple[str, bool]]
    constant: Mapping[str, Any]
    known: KnownOutputs

    def summary(self) -> dict[str, Any]:
        return {"copies": {name: way for name, (way, _) in self.fields.items()}, "else": dict(self.constant)}

    def ask(self, row: ExampleRow) -> Answered:
        found = dict(ways(row.input, self.known))
        copied = {name: typed(found.get(way, ""), is_number) for name, (way, is_number) in self.fields.items()}
        note = f"Copies {len(self.fields)} fields, each in the simple way that is right most often in training."
        return Answered(written({**self.constant, **copied}), note)

    def read(self, text: str, asked: ChatRequest) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Copied:
    name: str = "copied"
    tasks: frozenset[str] = frozenset({"answer", "extract"})
    needs: frozenset[Need] = frozenset()
    reads_inputs: bool = True
    is_baseline: bool = True
    min_rows: int = 1
    cost_rank: int = 0

    def fit(
        self, task: str, training: Sequence[ExampleRow], setting: Setting = PLAIN
    ) -> FittedCopy | FittedCopiedFields:
        return copied_fields(training) if task == "extract" else copied_text(training, setting)


def copied_text(training: Sequence[ExampleRow], setting: Setting) -> FittedCopy:
    known = known_of([row.expected for row in training])
    chosen_by, scores = spread(training), defaultdict[str, float](float)
    for row in chosen_by:
        for way, part in ways(row.input, known):
            scores[way] += setting.score(part, row.expected)
    way, total = max(scores.items(), key=lambda each: each[1])
    return FittedCopy(way, total / len(chosen_by), known)


def copied_fields(training: Sequence[ExampleRow]) -> FittedCopiedFields:
    objects = [(row.input, parse_object(row.expected)) for row in training if row.expected]
    constant = commonest([value for _, value in objects])
    texts = [as_text(value) for _, whole in objects for value in whole.values()]
    known, right = known_of(texts), defaultdict[str, Counter[str]](Counter)
    for given, expected in spread(objects):
        found = {way: normalized(part) for way, part in ways(given, known)}
        for name, value in expected.items():
            as_it_is = normalized(as_text(value))
            right[name][""] += value == constant.get(name)
            right[name].update(way for way, part in found.items() if part == as_it_is)
    numeric = {name for _, whole in objects for name, value in whole.items() if is_number(value)}
    best = {name: max(counts, key=lambda way: (counts[way], not way)) for name, counts in right.items()}
    return FittedCopiedFields({n: (way, n in numeric) for n, way in sorted(best.items()) if way}, constant, known)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else written(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def typed(part: str, is_number: bool) -> str | int | float | None:
    """The part as the field's kind of value; None for what is no number."""
    if not is_number:
        return part
    number = number_in(part)
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else float(number)
