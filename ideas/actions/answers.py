"""How evidence changes an idea: an answer is recorded, then the pie, the evidence line and the rank are updated.

Each change leaves a mark, which `evaluations.moments` reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from ideas.models import Answer, EvidenceMark, Idea, IdeaState, Question, Tagging
from ideas.models.answer import AnswerState
from ideas.pie import small
from ideas.proof import Proof, as_row
from ideas.questions import MAX_EVIDENCE_LINE, QUESTIONS
from ideas.ranking import evidence


@dataclass(frozen=True, slots=True)
class AnswerUpdate:
    """The new state of one answer; `lower`, `point`, `upper` and `floor` are shares from 0 to 1."""

    state: AnswerState
    floor: float
    revision: int
    n: int = 0
    lower: float | None = None
    point: float | None = None
    upper: float | None = None
    headline: str = ""
    basis: str = ""


@transaction.atomic
def record_answer(idea_id: int, question: Question, update: AnswerUpdate) -> Answer:
    """Store the answer, then update the pie, the evidence line and the rank of the idea."""
    # The row is locked, so two updates of one idea cannot overwrite each other. Votes do not wait for this lock.
    idea = Idea.objects.select_for_update(no_key=True).only("pk", "moment_since").get(pk=idea_id)
    fields = {name: getattr(update, name) for name in AnswerUpdate.__slots__}
    answer, _ = Answer.objects.update_or_create(idea=idea, question=question, defaults=fields)
    redraw(idea)
    return answer


def record_proof(idea_id: int, proof: Proof) -> None:
    """Store what cards show of the best prototype. Nothing is stored of an idea whose words were erased.

    Rendered here and not by each list: a list of thirty would take a quarter longer."""
    rendered = render_to_string("components/_proof.html", {"proof": proof}).strip()
    ideas = Idea.objects.exclude(state=IdeaState.ERASED).filter(pk=idea_id)
    ideas.update(proof_row=as_row(proof), proof_html=rendered)


@transaction.atomic
def set_moment(idea_id: int, since: datetime | None) -> None:
    """Make the idea a Moment since this time; None ends that. Only `evaluations.moments` calls it."""
    idea = Idea.objects.select_for_update(no_key=True).only("pk").get(pk=idea_id)
    Idea.objects.filter(pk=idea_id).update(moment_since=since)
    idea.moment_since = since
    redraw(idea)


def redraw(idea: Idea) -> None:
    """Recompute pie, evidence line and evidence from the rows of the five answers."""
    answers = sorted(idea.answers.all(), key=lambda answer: QUESTIONS.index(answer.question))
    Idea.objects.filter(pk=idea.pk).update(
        pie=small((answer.as_slice() for answer in answers), moment=idea.is_moment),
        evidence_line=evidence_line(answer.headline for answer in answers),
        evidence=evidence(lower_bound(answer) for answer in answers),
    )
    Tagging.objects.follow([idea.pk])
    EvidenceMark.objects.leave(idea.pk)


def evidence_line(headlines: Iterable[str]) -> str:
    """The headlines in one line; equal headlines appear once."""
    return " · ".join(dict.fromkeys(filter(None, headlines)))[:MAX_EVIDENCE_LINE]


def lower_bound(answer: Answer) -> float:
    """The lower bound that an answer adds to the evidence; 0 unless the answer is known."""
    return answer.lower or 0.0 if answer.state == AnswerState.KNOWN else 0.0
