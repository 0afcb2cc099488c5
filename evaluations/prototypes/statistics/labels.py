"""For `classify`: the scores of each label, and the macro-F1, which gives every label the same weight."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .bootstrap import SHOWN, Estimate, Floats, draw, within
from .intervals import Interval, shown_interval

RESAMPLES = 1_000  # 50 of them lie beyond the bound at 0.05
NONE_OF_THEM = ""  # in place of an answer that is no label
Cell = tuple[str, str]  # the label that was expected, and the answer


@dataclass(frozen=True, slots=True)
class LabelScore:
    """The results of one label: `right` of the `n` examples that expect it, and given `given` times in all."""

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

    @property
    def seen(self) -> int:
        """Examples that expect it or were given it."""
        return self.n + self.given - self.right

    @property
    def recall_bounds(self) -> Interval:
        """Two-sided 90 %, as all three."""
        return shown_interval(self.right, self.n)

    @property
    def precision_bounds(self) -> Interval | None:
        """None when it was never given."""
        return shown_interval(self.right, self.given) if self.given else None

    @property
    def f1_bounds(self) -> Interval:
        """F1 is a monotone function of the share of `right` among `seen`, so the Wilson bounds of that share give those
        of F1 (Hand, Christen and Kirielle, Machine Learning 110, 2021)."""
        share = shown_interval(self.right, self.seen)
        return Interval(f1_of(share.lower), f1_of(share.upper))


def f1_of(share: float) -> float:
    """F1 of a label that is right on this share of the examples that expect it or were given it."""
    return 2 * share / (1 + share)


def label_scores(cells: Mapping[Cell, int]) -> list[LabelScore]:
    """Every label that some example expects, the commonest first. `cells`: the count of each pair."""
    expected, given = Counter[str](), Counter[str]()
    for (wanted, answer), times in cells.items():
        expected[wanted] += times
        given[answer] += times
    commonest = sorted(expected, key=lambda label: (-expected[label], label))
    return [LabelScore(each, expected[each], cells.get((each, each), 0), given[each]) for each in commonest]


def macro_f1(cells: Mapping[Cell, int]) -> float | None:
    """The mean F1 of the labels that some example expects, 0 to 1, with the same weight for rare labels; None without a
    label. An answer that is no label counts against the expected label."""
    scores = label_scores(cells)
    return sum(score.f1 for score in scores) / len(scores) if scores else None


def shown_macro_f1(cells: Mapping[Cell, int], content_hash: str) -> Estimate | None:
    """With its two-sided 90 % interval, a bootstrap of the examples.

    One right and one wrong example, of a random label, are added to the sample, for the reason given at the interval of
    a mean."""
    point = macro_f1(cells)
    if point is None:
        return None
    rng = np.random.default_rng(draw(content_hash, "macro-f1"))
    expected, given, weights = _pairs(cells)
    times = rng.multinomial(sum(cells.values()) + 2, weights / weights.sum(), size=RESAMPLES)
    return Estimate(point, *within(_macro_f1s(times.astype(float), expected, given), SHOWN, point))


def _pairs(cells: Mapping[Cell, int]) -> tuple[Floats, Floats, Floats]:
    """The sample, a row for each pair: a 1 in the column of the expected label, a 1 in that of the answer (none where
    it is no label), and the count of the pair. The added right and wrong examples are spread evenly over the labels."""
    labels = {label: number for number, label in enumerate(sorted({expected for expected, _ in cells}))}
    pairs = sorted(cells)
    each, none = np.eye(len(labels)), np.zeros((len(labels), len(labels)))
    column = np.vstack([each, np.zeros(len(labels))])  # the last one is for answers that are no label
    expected = column[[labels[wanted] for wanted, _ in pairs]]
    given = column[[labels.get(answer, -1) for _, answer in pairs]]
    weights = np.array([*(cells[pair] for pair in pairs), *[1 / len(labels)] * 2 * len(labels)])
    return np.vstack([expected, each, each]), np.vstack([given, each, none]), weights


def _macro_f1s(times: Floats, expected: Floats, given: Floats) -> Floats:
    """Macro-F1 of each row of `times`, the counts of the pairs in a resample. A label that is neither expected nor
    given in a resample does not count in it."""
    seen, hits = times @ (expected + given), times @ (expected * given)
    scores = np.divide(2 * hits, seen, out=np.zeros(seen.shape), where=seen > 0)
    return np.asarray(scores.sum(axis=1) / (seen > 0).sum(axis=1), float)
