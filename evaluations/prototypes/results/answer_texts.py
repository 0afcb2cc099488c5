"""The words for what was found: headlines for cards (120 characters), bases for whoever asks how it is known (300)."""

from typing import TYPE_CHECKING

from evaluations.compute.costs import CHEAP_FLOOR, money
from evaluations.prototypes.models import Run
from ideas.figures import percent
from ideas.questions import MAX_BASIS, MAX_HEADLINE

if TYPE_CHECKING:
    from .answers import Board

SMALL = 4_000_000_000  # weights: what a telephone or an old laptop runs
UNCHECKED = "The answers are only shown: they are not compared with anything, so nobody can say how good they are."
SO_FAR = " so far;"
USELESS = "The lower bound counts as 0, because it is not surely better than the baseline without a model."


def works(board: "Board", floor: float) -> str:
    best, bounds = board.best, board.bounds
    assert best and best.model
    shares = between(bounds.lower, bounds.upper, graded=board.revision.is_graded)
    works = "works:" if board.revision.is_graded else "works"
    if not board.beats_baseline and bounds.upper >= floor:
        said = f"could be chance: {shares} with {best.model.name}"
    elif not board.beats_baseline or bounds.upper < floor:
        said = f"fails on {who_failed(board)}: {shares}"
    elif bounds.lower < floor:
        said = f"may work: {shares} with {best.model.name}"
    else:
        said = f"{works} {shares} with {best.model.name}"
    return f"{said}{so_far(board)}"[:MAX_HEADLINE]


def who_failed(board: "Board") -> str:
    tried = [run.model for run in board.candidates if run.model and not run.is_open]
    return "small models" if all(model.parameters < SMALL for model in tried) else "the models tried"


def so_far(board: "Board") -> str:
    return f"{SO_FAR} {trying(board)}" if any(run.is_open for run in board.runs) else ""


def trying(board: "Board") -> str:
    """How far the work has come, and what it waits for."""
    if not board.runs:
        return ""
    waiting = [run.waiting_for for run in board.runs if run.is_open and run.waiting_for]
    if waiting and len(waiting) == sum(run.is_open for run in board.runs):
        return f"waiting: {waiting[0]}"[:MAX_HEADLINE]
    ended = sum(not run.is_open for run in board.runs)
    trials, planned = sum(run.trials_done for run in board.runs), sum(run.sample for run in board.runs)
    return f"trying: {ended} of {len(board.runs)} runs, {trials:,} of {planned:,} trials"


def works_basis(board: "Board") -> str:
    best, lift = board.best, board.lift
    assert best
    told = (
        f"{best.recipe} on {best.model} {reached(best)}, "
        f"the best of {board.m} {'run' if board.m == 1 else 'runs'}; the bounds allow for that choice."
    )
    if lift is None:
        return f"{told} The baseline is still to come, so the lower bound counts as 0."[:MAX_BASIS]
    gained = f"{difference(lift.point, graded=board.revision.is_graded)} over the best answer without a model"
    if board.beats_baseline:
        return f"{told} That is {gained}."[:MAX_BASIS]
    return f"{told} That is {gained}, which could be chance, so the lower bound counts as 0."[:MAX_BASIS]


def cheap(best: Run) -> str:
    return f"{money(best.usd_per_1000 or 0)} per 1,000"


def cheap_basis(board: "Board", best: Run) -> str:
    told = (
        f"1,000 tasks cost {money(best.usd_per_1000 or 0)}, a frontier model at its median list price "
        f"{money(best.frontier_usd_per_1000 or 0)} for {compared(best)}."
    )
    floor = f"Cheap is at most {100 - 100 * CHEAP_FLOOR:.0f} % of that."
    return whole_sentences("" if board.beats_baseline else USELESS, told, best.cost_basis, floor)


def compared(best: Run) -> str:
    """An embedding writes nothing, so the frontier model's writing is left out of the comparison, in its favour."""
    return "the same tokens" if best.output_tokens else "reading the same tokens, its answer not counted"


def nothing_told(board: "Board") -> str:
    if board.is_unchecked:
        return UNCHECKED
    if not board.candidates:
        return "No model in the catalogue can try this task."
    if any(run.is_open for run in board.runs):
        return "The runs are under way."
    return f"Every run has fewer than {board.least_n} scored trials, too few to say."


def was(headline: str) -> str:
    """For what is known of examples that are no longer the latest."""
    return f"was: {headline.partition(SO_FAR)[0]}"[:MAX_HEADLINE] if headline else ""


def as_of(basis: str, examples: int) -> str:
    """The same; `examples`: the number of the revision that it is known of."""
    said = f" As of examples {examples}."
    room = MAX_BASIS - len(said)
    return f"{basis if len(basis) <= room else basis[:room].rpartition('. ')[0] + '.'}{said}"


def whole_sentences(*sentences: str) -> str:
    """As many of them as there is room for, those that come first before the others."""
    said = ""
    for sentence in filter(None, sentences):
        longer = f"{said} {sentence}".strip()
        said = longer if len(longer) <= MAX_BASIS else said
    return said[:MAX_BASIS]


def reached(run: Run) -> str:
    """What came of a run, as counts or as a mean: "got 56 of 60 held-out examples right"."""
    if run.revision.is_graded:
        return f"had a mean score of {run.score or 0:.2f} over {run.n:,} held-out examples"
    return f"got {run.successes:,} of {run.n:,} held-out examples right"


def between(lower: float, upper: float, *, graded: bool) -> str:
    """Shares of right answers in percent, mean scores from 0 to 1."""
    return f"mean score {lower:.2f} to {upper:.2f}" if graded else f"{percent(lower)} to {percent(upper)} %"


def difference(lift: float, *, graded: bool) -> str:
    return f"{lift:+.2f} points of the mean score" if graded else f"{100 * lift:+.0f} points"
