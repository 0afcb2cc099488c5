"""The texts of the two answers: a headline for cards (120 characters) and its basis (300)."""

from evaluations.compute.costs import CHEAP_FLOOR, money
from evaluations.prototypes.models import Run
from ideas.figures import percent
from ideas.models.answer import AnswerState
from ideas.proof import GOING_ON, Cost, Proof
from ideas.questions import MAX_BASIS, MAX_HEADLINE

from .metrics import BYTES_PER_TOKEN
from .revision_results import MIN_TRIALS, RevisionResults

UNCHECKED = "The answers are only shown: they are not compared with anything, so nobody can say how good they are."
USELESS = "The lower bound counts as 0, because it is not surely better than the baseline without a model."


def so_far(results: RevisionResults, proof: Proof) -> str:
    """The headline while no run is scored; "" where none is under way."""
    if results.state != AnswerState.MEASURING:
        return ""
    return waiting(results) or proof.headline[:MAX_HEADLINE]


def waiting(results: RevisionResults) -> str:
    """The reason, if every open run waits for something."""
    opened = [run for run in results.runs if run.is_open]
    reasons = [run.waiting_for for run in opened if run.waiting_for]
    return f"waiting: {reasons[0]}"[:MAX_HEADLINE] if reasons and len(reasons) == len(opened) else ""


def works_basis(results: RevisionResults) -> str:
    best, lift = results.best, results.lift
    assert best
    result = (
        f"{best if best.model else f'{best}, with no model,'} {reached(best)}, "
        f"the best of {results.m} {'run' if results.m == 1 else 'runs'}; the bounds allow for that choice."
    )
    if results.is_decided_by_strangers:
        result = f"{result} {strangers_reached(best)}"
    if lift is None:
        return f"{result} The baseline is still to come, so the lower bound counts as 0."[:MAX_BASIS]
    gained = f"{difference(lift.point, graded=results.revision.is_graded)} over the best answer without a model"
    if results.beats_baseline:
        return f"{result} That is {gained}."[:MAX_BASIS]
    return f"{result} That is {gained}, which could be chance, so the lower bound counts as 0."[:MAX_BASIS]


def cheap(best: Run) -> str:
    return Cost(best.usd_per_1000 or 0.0, best.frontier_usd_per_1000).words


def cheap_basis(results: RevisionResults, best: Run) -> str:
    costs = (
        f"1,000 tasks cost {money(best.usd_per_1000 or 0)}, a frontier model at its median list price "
        f"{money(best.frontier_usd_per_1000 or 0)} for {compared(best)}."
    )
    floor = f"Cheap is at most {100 - 100 * CHEAP_FLOOR:.0f} % of that."
    return whole_sentences("" if results.beats_baseline else USELESS, costs, best.cost_basis, floor)


def compared(best: Run) -> str:
    """An embedding has no output, so the comparison leaves out the frontier model's output, in favour of the frontier
    model. Where no model counted the tokens of the input they are estimated (`metrics.tokens_per_task`)."""
    if best.asks_no_model:
        return f"reading the same input at {BYTES_PER_TOKEN} bytes a token, its answer not counted"
    return "the same tokens" if best.output_tokens else "reading the same tokens, its answer not counted"


def why_unmeasured(results: RevisionResults) -> str:
    if results.is_unchecked:
        return UNCHECKED
    if not results.candidates:
        return "No model in the catalogue can try this task."
    if any(run.is_open for run in results.runs):
        return "The runs are under way."
    return f"Every run has fewer than {MIN_TRIALS} scored trials, too few to say."


def was(headline: str) -> str:
    """The headline of an answer that is out of date."""
    return f"out of date: {headline.removesuffix(f'; {GOING_ON}')}"[:MAX_HEADLINE] if headline else ""


def as_of(basis: str, why: str) -> str:
    """The basis of such an answer, and why it is not the latest."""
    said = f" {why}"
    room = MAX_BASIS - len(said)
    return f"{basis if len(basis) <= room else basis[:room].rpartition('. ')[0] + '.'}{said}"


def whole_sentences(*sentences: str) -> str:
    """As many of the sentences as fit, the first ones first."""
    said = ""
    for sentence in filter(None, sentences):
        longer = f"{said} {sentence}".strip()
        said = longer if len(longer) <= MAX_BASIS else said
    return said[:MAX_BASIS]


def reached(run: Run) -> str:
    """The result of a run, as counts or as a mean: "got 56 of 60 held-out examples right"."""
    if run.revision.is_graded:
        return f"had a mean score of {run.score or 0:.2f} over {run.n:,} held-out examples"
    return f"got {run.successes:,} of {run.n:,} held-out examples right"


def strangers_reached(run: Run) -> str:
    """What decides instead, where others' examples are harder for it than those of the author."""
    score = run.strangers_score or 0
    reached = f"{score:.2f}" if run.revision.is_graded else f"{percent(score)} %"
    return f"On {run.strangers_n:,} examples of strangers it reached {reached}, and the lesser of both bounds counts."


def difference(lift: float, *, graded: bool) -> str:
    return f"{lift:+.2f} points of the mean score" if graded else f"{100 * lift:+.0f} points"
