"""The parts of a run's score: by who wrote the examples, check by check, and label by label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean
from typing import cast

from django.core.cache import cache

from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run
from evaluations.prototypes.results.metrics import A_WEEK, content_of
from evaluations.prototypes.scorers import SCORERS
from evaluations.prototypes.statistics import NONE_OF_THEM, Cell, LabelScore, label_scores

MAX_LABELS = 12  # side by side; with more labels the page lists only the commonest mistakes
MAX_MISTAKES = 12
HEATS = 3


@dataclass(frozen=True, slots=True)
class ScoreByAuthor:
    """The run's score on the examples of some people: `n` of them, and a 90 % interval of shares from 0 to 1."""

    whose: str
    n: int
    score: float
    lower: float
    upper: float


def scored_by_author(run: Run) -> list[ScoreByAuthor]:
    """The score on the author's examples and on those of others; empty while all examples are the author's."""
    author, scores = run.revision.idea.author_id, run.trials.scores_by_author()
    own = [score for by, score in scores if by == author]
    others = [score for by, score in scores if by != author]
    named = [("by the idea's author", own), ("proposed by others", others)]
    return [score_by_author(run, whose, scored) for whose, scored in named if scored] if others else []


def score_by_author(run: Run, whose: str, scores: Sequence[float]) -> ScoreByAuthor:
    graded = run.revision.is_graded
    found = statistics.shown_score(scores, run.revision.content_hash, graded=graded)
    score = fmean(scores) if graded else fmean(score == 1 for score in scores)
    return ScoreByAuthor(whose, len(scores), score, found.lower, found.upper)


@dataclass(frozen=True, slots=True)
class CheckScore:
    """The mean that `scorer` gave over `n` scored trials, with its 90 % interval, 0 to 1."""

    scorer: str
    n: int
    mean: float
    lower: float
    upper: float


def checks_of(run: Run) -> list[CheckScore]:
    """Each check by itself, where a score is the least of several: it shows which of them fails. Else empty."""
    if len(run.revision.checks) < 2 or not run.n:
        return []
    if run.is_open:
        return read_checks(run)
    found = cache.get_or_set(f"check-scores:{content_of(run)}", lambda: read_checks(run), A_WEEK)
    return cast("list[CheckScore]", found)


def read_checks(run: Run) -> list[CheckScore]:
    """A graded check of 2,000 trials takes a quarter of a second."""
    revision = run.revision
    trials = run.trials.values_of_checks()
    values = {scorer: [checks[scorer] for checks in trials if scorer in checks] for scorer, _ in revision.checks}
    graded = {scorer for scorer, threshold in revision.checks if SCORERS[scorer].grades(threshold)}
    return [check_score(run, scorer, values[scorer], graded=scorer in graded) for scorer in values if values[scorer]]


def check_score(run: Run, scorer: str, values: Sequence[float], *, graded: bool) -> CheckScore:
    found = statistics.shown_score(values, run.revision.content_hash, graded=graded)
    return CheckScore(scorer, len(values), fmean(values), found.lower, found.upper)


@dataclass(frozen=True, slots=True)
class Square:
    """How often the row's label got the column's answer; `heat`: 0 to HEATS, by its share of the row's mistakes."""

    times: int
    is_right: bool
    heat: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """`answer` is "" where it was none of the labels."""

    expected: str
    answer: str
    times: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """`matrix` has one row for each of `scores`, the commonest label first, and when `has_none` a last column for
    answers that were none of the labels. It is empty where there are too many labels to read it."""

    scores: list[LabelScore]
    matrix: list[tuple[LabelScore, list[Square]]]
    has_none: bool
    mixed: list[Mistake]


def confusion_of(cells: Mapping[Cell, int]) -> Confusion:
    scores = label_scores(cells)
    has_none = any(answer == NONE_OF_THEM for _, answer in cells)
    answers = [score.label for score in scores] + ([NONE_OF_THEM] if has_none else [])
    fits = len(scores) <= MAX_LABELS
    matrix = [(score, squares(score, answers, cells)) for score in scores] if fits else []
    mistakes = [Mistake(expected, answer, times) for (expected, answer), times in cells.items() if expected != answer]
    mistakes.sort(key=lambda mistake: (-mistake.times, mistake.expected, mistake.answer))
    return Confusion(scores, matrix, has_none, mistakes[:MAX_MISTAKES])


def squares(score: LabelScore, answers: list[str], cells: Mapping[Cell, int]) -> list[Square]:
    wrong = max(1, score.n - score.right)
    times = [cells.get((score.label, answer), 0) for answer in answers]
    return [
        Square(each, answer == score.label, 0 if answer == score.label else ceil(HEATS * each / wrong))
        for each, answer in zip(times, answers, strict=True)
    ]
