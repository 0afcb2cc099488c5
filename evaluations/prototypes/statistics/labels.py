"""For `classify`: which label was given for which, and the macro-F1 that counts every label alike."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluations.prototypes.folds import draw

from .resampling import DRAWS_AT_ONCE, RESAMPLES, SHOWN, Estimate, Floats, within

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
    """With its two-sided 90 % interval: a bootstrap of the examples, which draws how often each cell comes.

    One wrong and one right example, spread over all labels, are drawn from as well, for the reason given at the
    interval of a mean."""
    point = macro_f1(cells)
    if point is None:
        return None
    labels = {label for label, _ in cells}
    weights: dict[Cell, float] = dict(cells)
    for label in labels:
        for answer in (label, NONE_OF_THEM):
            weights[label, answer] = weights.get((label, answer), 0) + 1 / len(labels)
    pairs = sorted(weights)
    shares = np.array([weights[pair] for pair in pairs], float)
    n, rng = round(shares.sum()), np.random.default_rng(draw(content_hash, "macro-f1"))
    at_once = max(1, DRAWS_AT_ONCE // len(pairs))
    drawn = [
        _macro_f1s(rng.multinomial(n, shares / shares.sum(), size=min(at_once, RESAMPLES - start)), pairs)
        for start in range(0, RESAMPLES, at_once)
    ]
    return Estimate(point, *within(np.concatenate(drawn), SHOWN, point))


def _macro_f1s(drawn: Ints, pairs: Sequence[Cell]) -> Floats:
    """Macro-F1 of each row of `drawn` (resamples x pairs, how often each pair came); a label that was neither
    expected nor given in a resample is left out of it."""
    labels = sorted({expected for expected, _ in pairs})
    wanted = np.array([[expected == label for label in labels] for expected, _ in pairs], float)
    given = np.array([[answer == label for label in labels] for _, answer in pairs], float)
    right, seen = drawn @ (wanted * given), drawn @ (wanted + given)
    scores = np.divide(2 * right, seen, out=np.zeros_like(seen), where=seen > 0)
    return np.asarray(scores.sum(axis=1) / (seen > 0).sum(axis=1), float)
