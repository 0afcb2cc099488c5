"""From an idea's recorded answers to the input of the score: which answers count now, and the floors.

Each floor and its reason are declared where the answer is made; here they are joined, in the order of the questions.
The floor that counts is the one recorded with the answer: that of works is higher while an author alone chose what it
is measured on (`ideas.floors.works_floor`)."""

from collections.abc import Iterable, Mapping

from evaluations.compute.costs import CHEAP_FLOOR, CHEAP_REASON
from evaluations.panel import answers as panel
from evaluations.prototypes.results.answers import WORKS_REASON
from evaluations.prototypes.results.revision_results import MIN_TRIALS
from ideas.floors import WORKS_FLOOR
from ideas.models import Answer, Idea
from ideas.models.answer import AnswerState
from ideas.questions import OF_PEOPLE, QUESTIONS

from .lacks import Known
from .score import QuestionEvidence

FLOORS = panel.FLOORS | {"works": WORKS_FLOOR, "cheap": CHEAP_FLOOR}
REASONS = panel.REASONS | {"works": WORKS_REASON, "cheap": CHEAP_REASON}
MIN_N = dict.fromkeys(OF_PEOPLE, panel.MIN_N) | dict.fromkeys(("works", "cheap"), MIN_TRIALS)


def known_of(idea: Idea, answers: Iterable[Answer]) -> dict[str, Known]:
    """All five in their order, including those without a recorded answer."""
    recorded = {answer.question: answer for answer in answers}
    return {question: known(question, recorded.get(question), idea.revision) for question in QUESTIONS}


def known(question: str, answer: Answer | None, revision: int) -> Known:
    """People's answers about an earlier text do not count for this one; machines measured the examples, not the
    text."""
    nothing = Known(QuestionEvidence(None, FLOORS[question], 0, MIN_N[question]), AnswerState.UNKNOWN)
    if answer is None or (question in OF_PEOPLE and answer.revision != revision):
        return nothing
    if answer.state == AnswerState.KNOWN:  # the recorder decided that it is enough, whatever its n
        point = answer.point if question in OF_PEOPLE else None
        return Known(QuestionEvidence(answer.lower, answer.floor, answer.n, 0, point), answer.state, answer.upper)
    n = answer.n if answer.state == AnswerState.MEASURING else 0
    return Known(QuestionEvidence(None, answer.floor, n, MIN_N[question]), answer.state, answer.upper, answer.basis)


def evidence_of(known: Mapping[str, Known]) -> dict[str, QuestionEvidence]:
    return {question: each.evidence for question, each in known.items()}
