"""A run's answers as squares, in the order of the rows: the same place is the same example in every run. Each opens its
trial. A long run is one bar of the same kinds."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from evaluations.prototypes.models import Run
from evaluations.prototypes.models.trial import Outcome

MOST = 240  # squares: more are neither read nor walked through by keyboard
EDGE, SIDE = 1.75, 14.5  # of the frame of a square of 18 units


class AnswerKind(StrEnum):
    """Right is a score of 1, partly right one between 0 and 1, wrong 0; the last two have no score."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNCHECKED = "unchecked"
    MISSING = "missing"

    @property
    def in_words(self) -> str:
        return {"partly": "partly right", "unchecked": "not compared", "missing": "no answer"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class AnswerSquare:
    """`level`: the top of its filling in a square of 18 units, for one that is partly right. `page`: the query of the
    page that holds the trial, "" for the one that is shown."""

    row: int
    kind: AnswerKind
    words: str
    level: str
    page: str


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """`start`: how many answers are left of it in the bar."""

    kind: AnswerKind
    count: int
    start: int


@dataclass(frozen=True, slots=True)
class AnswerPicture:
    """`squares` is empty for a long run. `to_come`: examples that an open run has not tried yet."""

    squares: list[AnswerSquare]
    shares: list[AnswerShare]
    of: int
    to_come: int

    @property
    def words(self) -> str:
        return ", ".join(f"{share.count:,} {share.kind.in_words}" for share in self.shares)


def picture_of(run: Run, shown: Collection[int]) -> AnswerPicture:
    """`shown`: the rows whose trials are on this page. One query."""
    rows = run.trials.results_by_row()
    counts = Counter(kind_of(outcome, score) for _, outcome, score in rows)
    shares, start = [], 0
    for kind in AnswerKind:
        if counts[kind]:
            shares.append(AnswerShare(kind, counts[kind], start))
            start += counts[kind]
    squares = [square(*row, row[0] in shown) for row in rows] if len(rows) <= MOST else []
    return AnswerPicture(squares, shares, start, max(0, run.sample - start) if run.is_open else 0)


def square(row: int, outcome: str, score: float | None, is_shown: bool) -> AnswerSquare:
    kind = kind_of(outcome, score)
    partly = f" ({score:.2f})" if score is not None and kind == AnswerKind.PARTLY else ""
    said = "" if outcome in (Outcome.ANSWERED, Outcome.ERROR) else f", {Outcome(outcome).label}"
    level = f"{EDGE + SIDE * (1 - (score or 0.0)):.1f}"
    page = "" if is_shown else f"?after={row - 1}"
    return AnswerSquare(row, kind, f"row {row}: {kind.in_words}{partly}{said}", level, page)


def kind_of(outcome: str, score: float | None) -> AnswerKind:
    if outcome == Outcome.ERROR:
        return AnswerKind.MISSING
    if score is None:
        return AnswerKind.UNCHECKED
    return AnswerKind.RIGHT if score == 1 else AnswerKind.PARTLY if score > 0 else AnswerKind.WRONG
