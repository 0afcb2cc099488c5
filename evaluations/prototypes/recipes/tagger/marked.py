"""Values that stand in their inputs: one span, three of a date, or several of a list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from .candidates import Candidates, candidates_in
from .choice import MAX_LEARNT, CandidateChoice, FeatureWeights, train
from .columns import MISSING, Column, commonest, is_there
from .dates import PARTS, DateForm, form_of
from .kinds import Kind, NumberKind, Span, TextKind, is_number
from .slots import Leaf, Slot

MAX_WRONG = 60  # candidates of one input that are learnt from as wrong
MAX_RIGHT = 10  # the same as right: a word may stand a thousand times in an input
MAX_ITEMS = 20  # of one list
BUILDING = 8  # to build a feature takes an eighth of the work of learning from it
MIN_FOUND = 0.5  # of the values stand in their inputs; if fewer do, it is an accident
MIN_FOUND_REPEATED = 0.9  # the same where values are repeated: then they may be chosen instead


def marked(column: Column) -> Slot | None:
    """None where too few of the values stand in their inputs."""
    present = column.present
    if present and all(isinstance(value, list) for value in present):
        kind = kind_of(column, list(chain.from_iterable(present)))
        return ListSlot.fit(column, kind) if kind else None
    if form := form_of(present):
        return DateSlot.fit(column, form)
    kind = kind_of(column, present)
    return MarkedSlot.fit(column, kind) if kind else None


def kind_of(column: Column, values: Sequence[Any]) -> Kind | None:
    """None where the values are of several kinds, or of one that no input shows."""
    if values and all(map(is_number, values)):
        return NumberKind.of(values)
    if values and all(isinstance(value, str) for value in values):
        return TextKind.of(values, [(text, value) for text, value in column.rows() if isinstance(value, str)])
    return None


@dataclass(frozen=True, slots=True)
class MarkedSlot:
    """The likeliest span. `absent`: the value where none of them is likelier, which `is_optional` allows. `usual`:
    where there is no span to choose from."""

    kind: Kind
    weights: FeatureWeights
    is_optional: bool
    absent: Any
    usual: Any

    @classmethod
    def fit(cls, column: Column, kind: Kind) -> "MarkedSlot | None":
        choices, found, sought = list[CandidateChoice](), 0, 0
        for value, candidates in learnt_from(column, kind):
            right = are(candidates, kind, [value] if is_there(value) else [])
            sought, found = sought + is_there(value), found + bool(right.any())
            right[-1] = not is_there(value)
            choices += choice_of(candidates, right, may_be_none=column.is_optional)
        least = MIN_FOUND_REPEATED if column.are_repeated else MIN_FOUND
        if not found or found < least * sought:
            return None
        return cls(kind, train(choices), column.is_optional, column.absent, commonest(column.present))

    def value_in(self, text: str) -> Any:
        candidates = candidates_in(text, self.kind)
        span = self.best_in(candidates)
        if span:
            return span.value
        return self.absent if self.is_optional else self.usual

    def best_in(self, candidates: Candidates, taken: Collection[Span] = ()) -> Span | None:
        """None where none is likelier, or all overlap with those taken."""
        shares = self.weights.shares(candidates.features)
        free = [not any(map(span.overlaps, taken)) for span in candidates.spans]
        shares[:-1][~np.array(free, bool)] = -1.0
        shares[-1] = shares[-1] if self.is_optional else -0.5
        best = int(shares.argmax())
        return candidates.spans[best] if best < len(candidates.spans) else None

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        yield Leaf(name, f"marked as a {self.kind.name}", is_marked=True)


def learnt_from(column: Column, kind: Kind) -> Iterator[tuple[Any, Candidates]]:
    """The values with the candidates of their inputs, for as many rows as there is work allowed."""
    work = 0
    for text, value in column.rows():
        if work > MAX_LEARNT / column.fields:
            break
        candidates = candidates_in(text, kind)
        learnt = candidates.features.shape[1] * min(len(candidates.spans), MAX_WRONG)
        work += learnt + candidates.features.size // BUILDING + len(text)
        yield value, candidates


def are(candidates: Candidates, kind: Kind, values: Sequence[Any]) -> npt.NDArray[np.bool_]:
    """Which candidates are one of the values. The last, none of them, is not."""
    if not values:
        return none_of(candidates)
    keys = [kind.key(value) for value in values]
    return np.array([kind.key(span.value) in keys for span in candidates.spans] + [False])


def none_of(candidates: Candidates) -> npt.NDArray[np.bool_]:
    return np.zeros(len(candidates.spans) + 1, bool)


def choice_of(
    candidates: Candidates, right: npt.NDArray[np.bool_], *, may_be_none: bool = True, without: Any = False
) -> list[CandidateChoice]:
    """Nothing to learn from if no candidate is right. `without`: those that are left out."""
    kept = some(right) & ~np.asarray(without)
    kept[-1] = may_be_none
    return [CandidateChoice(candidates.features[kept], right[kept])] if right[kept].any() else []


def some(right: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The right candidates and some wrong ones: half of these beside the right ones, half from all over the input."""
    places, hits = np.flatnonzero(~right), np.flatnonzero(right)[:MAX_RIGHT]
    kept = np.zeros(len(right), bool)
    kept[hits] = True
    kept[places[np.linspace(0, len(places) - 1, min(len(places), MAX_WRONG // 2)).astype(int)]] = True
    for hit in hits:
        kept[places[np.argsort(np.abs(places - hit), kind="stable")[: MAX_WRONG // 2]]] = True
    return kept


@dataclass(frozen=True, slots=True)
class DateSlot:
    """Year, month and day, each marked where the ones before are not, and written as the outputs write dates."""

    form: DateForm
    parts: Mapping[str, MarkedSlot]
    absent: Any

    @classmethod
    def fit(cls, column: Column, form: DateForm) -> "DateSlot | None":
        parts = {}
        for kind in PARTS:
            values = [form.parts(value)[kind.name] if is_there(value) else MISSING for value in column.values]
            parts[kind.name] = MarkedSlot.fit(Column(column.inputs, values, column.fields * len(PARTS)), kind)
        found = {name: slot for name, slot in parts.items() if slot}
        return cls(form, found, column.absent) if len(found) == len(PARTS) else None

    def value_in(self, text: str) -> Any:
        taken: list[Span] = []
        parts: dict[str, int] = {}
        for name, slot in self.parts.items():
            span = slot.best_in(candidates_in(text, slot.kind), taken)
            if span is None and slot.is_optional:
                return self.absent
            taken += [span] if span else []
            parts[name] = int(span.value if span else slot.usual)
        return self.form.written(parts)

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        yield Leaf(name, "marked as a date", is_marked=True)


@dataclass(frozen=True, slots=True)
class ListSlot:
    """Spans of the input, the likeliest first, until none of the others is likelier; in the order of the input.
    `longest`: of the lists of the training rows."""

    kind: Kind
    weights: FeatureWeights
    longest: int

    @classmethod
    def fit(cls, column: Column, kind: Kind) -> "ListSlot | None":
        choices, found, sought = list[CandidateChoice](), 0, 0
        for value, candidates in learnt_from(column, kind):
            if sum(choice.features.size for choice in choices) > MAX_LEARNT / column.fields:
                break
            items = value[:MAX_ITEMS] if is_there(value) else []
            each = [are(candidates, kind, [item]) for item in items]
            right = np.any([none_of(candidates), *each], axis=0)
            for this in each:
                choices += choice_of(candidates, this, without=right & ~this)
                sought, found = sought + 1, found + bool(this.any())
            choices += choice_of(candidates, np.arange(len(right)) == len(right) - 1, without=right)
        if not found or found < MIN_FOUND * sought:
            return None
        return cls(kind, train(choices), min(max(map(len, column.present)), MAX_ITEMS))

    def value_in(self, text: str) -> Any:
        candidates, taken = candidates_in(text, self.kind), list[Span]()
        for place in np.argsort(-self.weights.shares(candidates.features), kind="stable"):
            if place == len(candidates.spans) or len(taken) == self.longest:
                break
            span = candidates.spans[place]
            taken += [] if any(map(span.overlaps, taken)) else [span]
        return [span.value for span in sorted(taken, key=lambda span: span.start)]

    def leaves(self, name: str = "") -> Iterator[Leaf]:
        yield Leaf(name, f"a list, each marked as a {self.kind.name}", is_marked=True)
