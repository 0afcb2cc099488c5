"""Reads an answer and compares it with the expected output, by every check that the author chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from evaluations.prototypes.catalogue.cached_answers import CachedReply
from evaluations.prototypes.engines import Reply
from evaluations.prototypes.models import ExampleRevision, Outcome
from evaluations.prototypes.recipes.types import Answered, ChatRequest, Fitted, Unreadable
from evaluations.prototypes.scorers import NEEDS_VECTORS, SCORERS, ScoringInputs, exact

from .context import HeldOutExample
from .refusals import declines
from .vectors import Vectors

DECLINED = "It declined in its own words."
DECLINED_BELOW = 0.5  # of the score: a graded check finds some words of any answer in any other
TOO_LONG = "The input is too long to embed."
NOT_EMBEDDED = "The input could not be embedded"


class NotCompared(Exception):
    """An answer cannot be compared with the expected output, by no fault of its own; the message says why."""


@dataclass(frozen=True, slots=True)
class ScoredAnswer:
    """An answer, read and scored, or why it was not. `checks`: value by scorer."""

    outcome: Outcome
    answer: str = ""
    checks: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def score(self) -> float | None:
        """The lowest value, so that a pass means every check passed; None when nothing was checked."""
        return min(self.checks.values(), default=None)


def not_embedded(revision: ExampleRevision, embedding: Reply) -> ScoredAnswer:
    """The recipe needs the input's vector, and there is none."""
    why = f"{NOT_EMBEDDED}: {embedding.last_failure}"
    if embedding.outcome == "error":
        return ScoredAnswer(Outcome.ERROR, note=why)
    if embedding.outcome == "refused":
        return ScoredAnswer(Outcome.REFUSED, checks=none_passed(revision), note=why)
    return ScoredAnswer(Outcome.OVERFLOW, checks=none_passed(revision), note=TOO_LONG)


def none_passed(revision: ExampleRevision) -> dict[str, float]:
    return {scorer: 0.0 for scorer, _ in revision.checks}


def as_declined(scored: ScoredAnswer, text: str, expected: str) -> ScoredAnswer:
    """The same as refused, if the text declines in its own words and is wrong."""
    if (scored.score or 0.0) >= DECLINED_BELOW or not declines(text) or declines(expected):
        return scored
    return replace(scored, outcome=Outcome.REFUSED, note=f"{DECLINED} {scored.note}".strip())


def compared_as_text(revision: ExampleRevision, scorer: str, threshold: float | None, answer: str, right: str) -> float:
    """By a scorer that needs no vectors, 0 to 1."""
    inputs = ScoringInputs(threshold, None, revision.schema, revision.notation, revision.case_counts)
    return SCORERS[scorer](answer, right, inputs)


def score_as_text(revision: ExampleRevision, answer: str, expected: str) -> float:
    """By all checks that need no vectors; where every check needs them, whether the texts are the same."""
    checks = [each for each in revision.checks if each[0] not in NEEDS_VECTORS] or [(exact.name, None)]
    return min(compared_as_text(revision, name, threshold, answer, expected) for name, threshold in checks)


@dataclass(frozen=True, slots=True)
class ExampleScorer:
    """Scores answers to one example."""

    revision: ExampleRevision
    vectors: Vectors
    example: HeldOutExample

    async def own_answer(self, asked: Answered | None, embedding: CachedReply | None) -> ScoredAnswer:
        """The recipe's own answer, or None if the input has no vector."""
        if asked is None:
            assert embedding
            return not_embedded(self.revision, embedding.reply)
        return await self.compared(asked.answer, asked.note)

    async def reply(self, fitted: Fitted, asked: ChatRequest, reply: Reply) -> ScoredAnswer:
        """A chat model's reply. One that was refused or did not fit is not read, and counts as wrong. One that was cut
        is compared as far as it goes, unless it is JSON: our own limit is not the model's fault."""
        outcome = Outcome(reply.outcome)
        if outcome == Outcome.ERROR:
            return ScoredAnswer(outcome, note=asked.note)
        if outcome == Outcome.TRUNCATED and asked.schema is None:
            scored = await self.compared(reply.text.strip(), asked.note)
            return scored if scored.outcome == Outcome.ERROR else replace(scored, outcome=outcome)
        if outcome != Outcome.ANSWERED:
            return ScoredAnswer(outcome, checks=none_passed(self.revision), note=asked.note)
        scored = await self.read_and_compared(fitted, asked, reply.text)
        return scored if scored.outcome == Outcome.ERROR else as_declined(scored, reply.text, self.example.expected)

    async def read_and_compared(self, fitted: Fitted, asked: ChatRequest, text: str) -> ScoredAnswer:
        answer = fitted.read(text, asked)
        if isinstance(answer, Unreadable):
            note = f"{answer.why} {asked.note}".strip()
            return ScoredAnswer(Outcome.INVALID, checks=none_passed(self.revision), note=note)
        return await self.compared(answer, asked.note)

    async def compared(self, answer: str, note: str) -> ScoredAnswer:
        """If no comparison is possible the trial is an error, and not a failure of the model."""
        try:
            checks = {name: await self.value_of(name, parameter, answer) for name, parameter in self.revision.checks}
        except NotCompared as why:
            return ScoredAnswer(Outcome.ERROR, answer, note=str(why))
        return ScoredAnswer(Outcome.ANSWERED, answer, checks, note)

    async def value_of(self, scorer: str, threshold: float | None, answer: str) -> float:
        """0 to 1. Raises NotCompared."""
        if scorer not in NEEDS_VECTORS:
            return compared_as_text(self.revision, scorer, threshold, answer, self.example.expected)
        embedder = self.vectors.embedder
        if not answer.strip() or embedder is None:
            return 0.0
        replies = [(await self.vectors.embed(embedder, text)).reply for text in (answer, self.example.expected)]
        for reply in replies:
            if reply.outcome == "error":
                raise NotCompared(f"The answer could not be compared by its meaning: {reply.last_failure}")
        actual, expected = (reply.vector for reply in replies)
        if not actual or not expected:
            return 0.0
        return SCORERS[scorer](answer, self.example.expected, ScoringInputs(threshold, vectors=(actual, expected)))
