"""What came back is read and held against what was expected, by every check that the author chose."""

from dataclasses import replace

from evaluations.prototypes.engines import Reply
from evaluations.prototypes.models import Outcome
from evaluations.prototypes.recipes.types import Answered, ChatRequest, Unreadable
from evaluations.prototypes.runs.refusals import declines
from evaluations.prototypes.scorers import NEEDS_VECTORS, SCORERS, ScoringInputs

from .context import Desk, Held, Kept, last_of
from .trial_rows import Judged
from .vectors import embed

DECLINED = "It declined in its own words."
DECLINED_BELOW = 0.5  # of the score: a graded check finds some words of any answer in any other
TOO_LONG = "The input is too long to embed."
NOT_EMBEDDED = "The input could not be embedded"


class NotCompared(Exception):
    """An answer cannot be held against what was expected, by no fault of its own; the message says why."""


async def judged_at_once(desk: Desk, example: Held, asked: Answered | None) -> Judged:
    """`asked`: the recipe's own answer, or None where the input could not be embedded."""
    if asked is None:
        return without_vector(desk, desk.vectors[example.input].reply)
    return await compared(desk, example, asked.answer, asked.note)


def without_vector(desk: Desk, own: Reply) -> Judged:
    if own.outcome == "error":
        return Judged(Outcome.ERROR, note=f"{NOT_EMBEDDED}: {last_of(own)}")
    if own.outcome == "refused":
        return Judged(Outcome.REFUSED, checks=none_passed(desk), note=f"{NOT_EMBEDDED}: {last_of(own)}")
    return Judged(Outcome.OVERFLOW, checks=none_passed(desk), note=TOO_LONG)


async def judged(desk: Desk, example: Held, asked: ChatRequest, kept: Kept) -> Judged:
    """What was answered is read and scored. What was cut, refused or did not fit is not read, and counts as wrong."""
    outcome = Outcome(kept.reply.outcome)
    if outcome == Outcome.ERROR:
        return Judged(outcome, note=asked.note)
    if outcome != Outcome.ANSWERED:
        return Judged(outcome, checks=none_passed(desk), note=asked.note)
    made = await read_and_compared(desk, example, asked, kept.reply.text)
    is_wrong = made.outcome != Outcome.ERROR and (made.score or 0.0) < DECLINED_BELOW
    if is_wrong and declines(kept.reply.text) and not declines(example.expected):
        return replace(made, outcome=Outcome.REFUSED, note=f"{DECLINED} {asked.note}".strip())
    return made


async def read_and_compared(desk: Desk, example: Held, asked: ChatRequest, text: str) -> Judged:
    read = desk.folds[example.fold].read(text, asked)
    if isinstance(read, Unreadable):
        return Judged(Outcome.INVALID, checks=none_passed(desk), note=f"{read.why} {asked.note}".strip())
    return await compared(desk, example, read, asked.note)


async def compared(desk: Desk, example: Held, answer: str, note: str) -> Judged:
    """An answer with its scores. Without them there is none: an error, and not a failure of the model."""
    try:
        return Judged(Outcome.ANSWERED, answer, await checks_of(desk, example, answer), note)
    except NotCompared as why:
        return Judged(Outcome.ERROR, answer, note=str(why))


def none_passed(desk: Desk) -> dict[str, float]:
    return {scorer: 0.0 for scorer, _ in desk.revision.checks}


async def checks_of(desk: Desk, example: Held, answer: str) -> dict[str, float]:
    """Raises NotCompared."""
    return {
        scorer: await value_of(desk, example, answer, scorer, threshold) for scorer, threshold in desk.revision.checks
    }


async def value_of(desk: Desk, example: Held, answer: str, scorer: str, threshold: float | None) -> float:
    if scorer not in NEEDS_VECTORS:
        return SCORERS[scorer](answer, example.expected, ScoringInputs(threshold, schema=desk.revision.schema))
    embedder = desk.run.embedder
    if not answer.strip() or embedder is None:
        return 0.0
    told, wanted = [(await embed(desk, embedder, text)).reply for text in (answer, example.expected)]
    for reply in (told, wanted):
        if reply.outcome == "error":
            raise NotCompared(f"The answer could not be compared by its meaning: {last_of(reply)}")
    if not told.vector or not wanted.vector:
        return 0.0
    return SCORERS[scorer](answer, example.expected, ScoringInputs(threshold, vectors=(told.vector, wanted.vector)))
