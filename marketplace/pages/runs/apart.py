"""Examples that others wrote than the idea's author: scored apart, and shown beside the author's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evaluations.prototypes import statistics
from evaluations.prototypes.models import Run


@dataclass(frozen=True, slots=True)
class Part:
    """The run's score on the examples of some people: `n` of them, and a 90 % interval of shares from 0 to 1."""

    whose: str
    n: int
    score: float
    lower: float
    upper: float


def scored_apart(run: Run) -> list[Part]:
    """The author's part and the others'; nothing while all examples are the author's."""
    author, scores = run.revision.idea.author_id, run.trials.scores_by_author()
    own = [score for by, score in scores if by == author]
    others = [score for by, score in scores if by != author]
    named = [("by the idea's author", own), ("proposed by others", others)]
    return [part_of(run, whose, scored) for whose, scored in named if scored] if others else []


def part_of(run: Run, whose: str, scores: Sequence[float]) -> Part:
    graded = run.revision.is_graded
    found = statistics.shown_score(scores, run.revision.content_hash, graded=graded)
    score = fmean(scores) if graded else fmean(score == 1 for score in scores)
    return Part(whose, len(scores), score, found.lower, found.upper)
