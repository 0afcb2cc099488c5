"""From glances to answers: the marked ideas are counted from their rows, and what is known of them is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction

from evaluations.panel.answers import FLOORS, Counts, Told, told
from evaluations.panel.models import Claim, Glance, RecountMark, Standing, Waiting
from evaluations.panel.models.glance_stats import COUNTED as CHOSEN_BY
from evaluations.panel.next_idea import UNLIKELY, Candidate, carried_by_machines, due
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Answer, Idea, Question
from ideas.models.answer import AnswerState
from ideas.questions import MAX_BASIS, MAX_HEADLINE

AT_ONCE = 200  # ideas in one call; the clock calls again
COUNTED = [field.name for field in fields(Counts)]
MACHINES = (Question.WORKS, Question.CHEAP)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What counts for these answers and does not come from glances."""

    joined: float = 0.0
    claim_stands: bool = False


def recount() -> int:
    """Count the ideas about which something was said since; how many there were."""
    marked = RecountMark.objects.marked(AT_ONCE)
    for idea_id in marked:
        count(idea_id)
    return len(marked)


def follow_ideas() -> int:
    """Have those counted that were published, withdrawn or edited since: `ideas` knows nothing of glances."""
    return mark(Standing.objects.behind())


def follow_machines(idea_id: int) -> None:
    """Have the idea counted when machines found something else than the choice of cards goes by."""
    counted = Standing.objects.filter(idea=idea_id).first()
    if counted and counted.machines != machines_of(idea_id):
        RecountMark.objects.leave(idea_id)


def mark(idea_ids: Sequence[int]) -> int:
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea_id) for idea_id in idea_ids])
    return len(idea_ids)


@transaction.atomic
def count(idea_id: int) -> None:
    """All that glances tell of one idea, from their rows. As often as one likes: it gives the same."""
    # Held before anything is read, so that a count that began earlier cannot overwrite a later one.
    idea = (
        Idea.objects.select_for_update(no_key=True)
        .only("pk", "revision", "state", "vector_revision")
        .filter(pk=idea_id)
        .first()
    )
    RecountMark.objects.take(idea_id)
    if idea is None:
        return
    by_revision = {row["revision"]: counts_of(row) for row in Glance.objects.counted(idea_id)}
    now = by_revision.get(idea.revision, Counts())
    place_among_candidates(idea, now)
    elsewhere = elsewhere_of(idea)
    before = {number: counts for number, counts in by_revision.items() if number < idea.revision}
    for name, found in told(now, joined=elsewhere.joined, claim_stands=elsewhere.claim_stands).items():
        record(idea, Question(name), update_for(idea.revision, name, found, before))


def counts_of(row: Mapping[str, Any]) -> Counts:
    columns = {"right": "right_ones", "set_aside": "aside"}  # a sum may not have the name of a column
    return Counts(**{name: row[columns.get(name, name)] for name in COUNTED})


def elsewhere_of(idea: Idea) -> Elsewhere:
    waiting = Waiting.objects.for_idea(idea).confirmed().values("person")
    joined = Glance.objects.use_but_not_pay(idea.pk, idea.revision).weigh_of(waiting)
    return Elsewhere(joined, Claim.objects.frontier_stands(idea))


def place_among_candidates(idea: Idea, now: Counts) -> None:
    """Where the choice of the next card reads how far this one has come."""
    candidate = Candidate(idea.pk, now.n, now.right, now.asked, now.would, now.none_known, machines_of(idea.pk))
    counted = {name: getattr(candidate, name) for name in CHOSEN_BY}
    offered = idea.is_published and idea.vector_revision == idea.revision
    values = counted | {"revision": idea.revision, "due": due(candidate), "offered": offered}
    Standing.objects.update_or_create(idea=idea, defaults=values)


def machines_of(idea_id: int) -> float:
    """How far what machines found lets people's answers count."""
    answers = Answer.objects.filter(idea=idea_id, question__in=MACHINES)
    known = [(each.lower if each.clears else None, each.floor) for each in answers]
    return carried_by_machines(known) if len(known) == len(MACHINES) else UNLIKELY


def update_for(revision: int, name: str, found: Told, before: Mapping[int, Counts]) -> AnswerUpdate:
    """What is known now; else what was known of an earlier text, marked as out of date."""
    if found.is_known:
        return as_update(name, found, revision)
    for number, counts in before.items():
        earlier = told(counts)[name]
        if earlier.is_known:
            return as_update(name, out_of_date(earlier, found, number), number, AnswerState.STALE)
    return as_update(name, found, revision)


def out_of_date(earlier: Told, now: Told, revision: int) -> Told:
    headline = f"was: {earlier.headline}"[:MAX_HEADLINE]
    said = f" As of revision {revision}; of the present text: {now.headline or 'no glances yet'}."
    basis = f"{earlier.basis[: MAX_BASIS - len(said)]}{said}"
    return Told("stale", earlier.n, headline, basis, earlier.lower, earlier.point, earlier.upper)


def as_update(name: str, told: Told, revision: int, state: AnswerState | None = None) -> AnswerUpdate:
    return AnswerUpdate(
        state=state or AnswerState(told.state),
        floor=FLOORS[name],
        revision=revision,
        n=told.n,
        lower=told.lower,
        point=told.point,
        upper=told.upper,
        headline=told.headline,
        basis=told.basis,
    )


def record(idea: Idea, question: Question, update: AnswerUpdate) -> None:
    """Only what is new: every recording draws the pie again and moves the date of the answer."""
    known = Answer.objects.filter(idea=idea, question=question).first()
    if known is None and update.state == AnswerState.UNKNOWN:
        return
    if known is None or any(getattr(known, name) != getattr(update, name) for name in AnswerUpdate.__slots__):
        record_answer(idea.pk, question, update)
