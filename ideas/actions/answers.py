"""How evidence changes an idea: one answer is recorded, and what is drawn and ranked from it follows.

Each change leaves a mark, by which `evaluations.moments` learns of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ideas.models import Answer, EvidenceMark, Idea, Question, Tagging
from ideas.models.answer import AnswerState
from ideas.pie import small
from ideas.questions import MAX_EVIDENCE_LINE, QUESTIONS
from ideas.ranking import evidence


@dataclass(frozen=True, slots=True)
class AnswerUpdate:
    """What was found out about one question; `lower`, `point`, `upper` and `floor` are shares from 0 to 1."""

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
    """Store the answer, then redraw the pie and the evidence line and let the idea rank by it."""
    # The row is locked so that two updates of one idea cannot draw over each other; votes do not wait for it.
    idea = Idea.objects.select_for_update(no_key=True).only("pk", "moment_since").get(pk=idea_id)
    fields = {name: getattr(update, name) for name in AnswerUpdate.__slots__}
    answer, _ = Answer.objects.update_or_create(idea=idea, question=question, defaults=fields)
    redraw(idea)
    return answer


@transaction.atomic
def set_moment(idea_id: int, since: datetime | None) -> None:
    """The idea is a Moment since then, or is none any more. Called by `evaluations.moments` alone."""
    idea = Idea.objects.select_for_update(no_key=True).only("pk").get(pk=idea_id)
    Idea.objects.filter(pk=idea_id).update(moment_since=since)
    idea.moment_since = since
    redraw(idea)


def redraw(idea: Idea) -> None:
    """Pie, evidence line and evidence, all from the five answers' rows."""
    answers = sorted(idea.answers.all(), key=lambda answer: QUESTIONS.index(answer.question))
    Idea.objects.filter(pk=idea.pk).update(
        pie=small((answer.as_slice() for answer in answers), moment=idea.is_moment),
        evidence_line=line_of(answer.headline for answer in answers),
        evidence=evidence(counted(answer) for answer in answers),
    )
    Tagging.objects.follow([idea.pk])
    EvidenceMark.objects.leave(idea.pk)


def line_of(headlines: Iterable[str]) -> str:
    """What several answers say alike is said once."""
    return " · ".join(dict.fromkeys(filter(None, headlines)))[:MAX_EVIDENCE_LINE]


def counted(answer: Answer) -> float:
    """What an answer adds to the evidence: its lower bound while it is known, else nothing."""
    return answer.lower or 0.0 if answer.state == AnswerState.KNOWN else 0.0
