"""For `classify`: which label was given for which, and the macro-F1 that counts every label alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.folds import draw

from .resampling import DRAWS_AT_ONCE, SHOWN, Estimate, Floats, within

RESAMPLES = 1_000  # the bound at 0.05 rests on 50 of them
NONE_OF_THEM = ""  # what stands for an answer that is no label
Cell = tuple[str, str]  # the label that was expected, and the answer
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How one label fared: `right` of the `n` examples that expect it, and given `given` times in all."""

    label: str
    n: int
    right: int
    given: int

    @property
    def recall(self) -> float:
        return self.right / self.n

    @property
    def precision(self) -> float | None:
        """None when it was never given."""
        return self.right / self.given if self.given else None

    @property
    def f1(self) -> float:
        """2 right / (n + given), which is the harmonic mean of precision and recall (van Rijsbergen 1979, 7)."""
        return 2 * self.right / (self.n + self.given)


def label_scores(cells: Mapping[Cell, int]) -> list[LabelScore]:
    """Every label that some example expects, the commonest first. `cells`: how often each pair came."""
    expected, given = Counter[str](), Counter[str]()
    for (wanted, answer), times in cells.items():
        expected[wanted] += times
        given[answer] += times
    commonest = sorted(expected, key=lambda label: (-expected[label], label))
    return [LabelScore(each, expected[each], cells.get((each, each), 0), given[each]) for each in commonest]


def macro_f1(cells: Mapping[Cell, int]) -> float | None:
    """The mean F1 of the labels that some example expects, 0 to 1, each label alike however rare it is; None
    without any. An answer that is none of them counts against the label that was expected."""
    scores = label_scores(cells)
    return sum(score.f1 for score in scores) / len(scores) if scores else None


def shown_macro_f1(cells: Mapping[Cell, int], content_hash: str) -> Estimate | None:
    """With its two-sided 90 % interval, a bootstrap of the examples.

    One right and one wrong example, each of a label drawn anew, are drawn from as well, for the reason given at the
    interval of a mean."""
    point = macro_f1(cells)
    if point is None:
        return None
    rng = np.random.default_rng(draw(content_hash, "macro-f1"))
    expected, given, none = _population(cells)
    examples = sum(cells.values()) + 2
    at_once = max(1, DRAWS_AT_ONCE // examples)
    drawn = [
        _macro_f1s(expected, given, none, rng.integers(len(expected), size=(min(at_once, RESAMPLES - start), examples)))
        for start in range(0, RESAMPLES, at_once)
    ]
    return Estimate(point, *within(np.concatenate(drawn), SHOWN, point))


def _population(cells: Mapping[Cell, int]) -> tuple[Ints, Ints, int]:
    """What is drawn from: the number of the expected label and of the answer, and the number that stands for none of
    the labels. Every example is in it once for each label, so that the two added ones can be of any label."""
    labels = {label: number for number, label in enumerate(sorted({expected for expected, _ in cells}))}
    none, pairs = len(labels), sorted(cells)
    times = np.array([cells[pair] * none for pair in pairs])
    expected = np.repeat([labels[label] for label, _ in pairs], times)
    given = np.repeat([labels.get(answer, none) for _, answer in pairs], times)
    any_label, wrong = np.arange(none), np.full(none, none)
    return np.concatenate([expected, any_label, any_label]), np.concatenate([given, any_label, wrong]), none


def _macro_f1s(expected: Ints, given: Ints, none: int, drawn: Ints) -> Floats:
    """Macro-F1 of each row of `drawn`, which holds places of the population; a label that was neither expected nor
    given in a resample is left out of it."""
    rows = np.arange(len(drawn))[:, None] * (none + 1)
    wanted, answered = rows + expected[drawn], rows + given[drawn]
    right = wanted[wanted == answered]
    counts = (np.bincount(which.ravel(), minlength=len(drawn) * (none + 1)) for which in (wanted, answered, right))
    n, said, hits = (count.reshape(len(drawn), none + 1)[:, :none] for count in counts)
    seen = n + said
    scores = np.divide(2 * hits, seen, out=np.zeros(seen.shape), where=seen > 0)
    return np.asarray(scores.sum(axis=1) / (seen > 0).sum(axis=1), float)
