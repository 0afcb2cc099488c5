"""Label by label: the table of confusion as a run's page shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from evaluations.prototypes.statistics import NONE_OF_THEM, Cell, LabelScore, label_scores

MOST_LABELS = 12  # beside each other; of more, only what was mixed up most often is shown
MOST_MIXED = 12
HEATS = 3


@dataclass(frozen=True, slots=True)
class Square:
    """How often the row's label got the column's answer; `heat`: 0 to HEATS, by its share of the row's mistakes."""

    times: int
    is_right: bool
    heat: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """`answer` is "" where it was none of the labels."""

    expected: str
    answer: str
    times: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """`matrix` has one row for each of `scores`, the commonest label first, and a last column for what was none of
    them when `has_none`; it is empty where there are too many labels to read it."""

    scores: list[LabelScore]
    matrix: list[tuple[LabelScore, list[Square]]]
    has_none: bool
    mixed: list[Mixed]


def confusion_of(cells: Mapping[Cell, int]) -> Confusion:
    scores = label_scores(cells)
    has_none = any(answer == NONE_OF_THEM for _, answer in cells)
    answers = [score.label for score in scores] + ([NONE_OF_THEM] if has_none else [])
    fits = len(scores) <= MOST_LABELS
    matrix = [(score, squares(score, answers, cells)) for score in scores] if fits else []
    mistakes = [Mixed(*pair, times) for pair, times in cells.items() if pair[0] != pair[1]]
    mistakes.sort(key=lambda mixed: (-mixed.times, mixed.expected, mixed.answer))
    return Confusion(scores, matrix, has_none, mistakes[:MOST_MIXED])


def squares(score: LabelScore, answers: list[str], cells: Mapping[Cell, int]) -> list[Square]:
    wrong = max(1, score.n - score.right)
    times = [cells.get((score.label, answer), 0) for answer in answers]
    return [
        Square(each, answer == score.label, 0 if answer == score.label else ceil(HEATS * each / wrong))
        for each, answer in zip(times, answers, strict=True)
    ]
