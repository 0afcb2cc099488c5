"""From glances to answers: the marked ideas are counted from their rows, and their answers are recorded."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.db import transaction

from evaluations.panel.answers import FLOORS, GlanceCounts, PanelEstimate, estimate
from evaluations.panel.models import Claim, Glance, GlanceStats, RecountMark, Waiting, inside_of
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Answer, Idea, Question
from ideas.models.answer import AnswerState
from ideas.questions import MAX_BASIS, MAX_HEADLINE

AT_ONCE = 200  # ideas in one call; beat calls again
COUNTED = [field.name for field in fields(GlanceCounts)]


def recount() -> int:
    """Count the ideas that have a mark; returns how many they were."""
    marked = RecountMark.objects.marked(AT_ONCE)
    for idea_id in marked:
        count(idea_id)
    return len(marked)


@transaction.atomic
def count(idea_id: int) -> None:
    """Count one idea's glances from their rows and record its answers. Counting again changes nothing."""
    # Locked before anything is read, so that a count that began earlier cannot overwrite a later one.
    idea = (
        Idea.objects.select_for_update(no_key=True)
        .only("pk", "revision", "state", "vector_revision", "work_fields")
        .filter(pk=idea_id)
        .first()
    )
    RecountMark.objects.take(idea_id)
    if idea is None:
        return
    by_revision = {row["revision"]: counts_of(row) for row in Glance.objects.counted(idea_id)}
    counts = by_revision.get(idea.revision, GlanceCounts())
    at_once = {row["revision"]: counts_of(row) for row in Glance.objects.counted_at_once(idea_id)}
    GlanceStats.objects.store(idea, at_once.get(idea.revision, GlanceCounts()))  # for the choice of the next card
    earlier = {revision: counts for revision, counts in by_revision.items() if revision < idea.revision}
    stands, inside = Claim.objects.frontier_stands(idea), inside_of(idea)
    estimates = estimate(counts, joined=joined(idea), claim_stands=stands, inside=inside)
    for name, found in estimates.items():
        record(idea, Question(name), answer_of(idea.revision, name, found, earlier))


def counts_of(row: Mapping[str, Any]) -> GlanceCounts:
    columns = {"right": "right_ones", "set_aside": "aside"}  # a sum may not have the name of a column
    return GlanceCounts(**{name: row[columns.get(name, name)] for name in COUNTED})


def joined(idea: Idea) -> float:
    """The summed weights of people who would use it, would not pay, and joined its waitlist."""
    waiting = Waiting.objects.for_idea(idea).confirmed().values("person")
    return Glance.objects.use_but_not_pay(idea.pk, idea.revision).weigh_of(waiting)


def answer_of(revision: int, name: str, found: PanelEstimate, earlier: Mapping[int, GlanceCounts]) -> AnswerUpdate:
    """The present answer if it is known; else the last known answer about an earlier text, as stale."""
    if found.is_known:
        return as_update(name, found, revision)
    for number, counts in earlier.items():
        before = estimate(counts)[name]
        if before.is_known:
            return as_update(name, as_stale(before, found, number), number)
    return as_update(name, found, revision)


def as_stale(earlier: PanelEstimate, now: PanelEstimate, revision: int) -> PanelEstimate:
    headline = f"was: {earlier.headline}"[:MAX_HEADLINE]
    present = f" As of revision {revision}; of the present text: {now.headline or 'no glances yet'}."
    basis = f"{earlier.basis[: MAX_BASIS - len(present)]}{present}"
    return PanelEstimate("stale", earlier.n, headline, basis, earlier.lower, earlier.point, earlier.upper)


def as_update(name: str, found: PanelEstimate, revision: int) -> AnswerUpdate:
    return AnswerUpdate(
        state=AnswerState(found.state),
        floor=FLOORS[name] if found.floor is None else found.floor,
        revision=revision,
        n=found.n,
        lower=found.lower,
        point=found.point,
        upper=found.upper,
        headline=found.headline,
        basis=found.basis,
    )


def record(idea: Idea, question: Question, update: AnswerUpdate) -> None:
    """Record the answer if it changed: every recording draws the pie again and moves the answer's date."""
    known = Answer.objects.filter(idea=idea, question=question).first()
    if known is None and update.state == AnswerState.UNKNOWN:
        return
    if known is None or any(getattr(known, name) != getattr(update, name) for name in AnswerUpdate.__slots__):
        record_answer(idea.pk, question, update)
