"""From an idea's answers to what the formula takes: which of them count now, and where the floors are.

Each floor stands with its reason where its answer is made; here they are together, in the order of the questions."""

from collections.abc import Iterable, Mapping

from evaluations.compute.costs import CHEAP_FLOOR, CHEAP_REASON
from evaluations.panel import answers as panel
from evaluations.prototypes.results.answers import WORKS_FLOOR, WORKS_REASON
from evaluations.prototypes.results.revision_results import MIN_TRIALS
from ideas.models import Answer, Idea
from ideas.models.answer import AnswerState

from .lacks import PEOPLE, Known
from .score import QUESTIONS, Evidence

FLOORS = panel.FLOORS | {"works": WORKS_FLOOR, "cheap": CHEAP_FLOOR}
REASONS = panel.REASONS | {"works": WORKS_REASON, "cheap": CHEAP_REASON}
LEAST_N = dict.fromkeys(PEOPLE, panel.LEAST_N) | dict.fromkeys(("works", "cheap"), MIN_TRIALS)


def known_of(idea: Idea, answers: Iterable[Answer]) -> dict[str, Known]:
    """All five in their order, also those about which nothing is recorded."""
    recorded = {answer.question: answer for answer in answers}
    return {question: known(question, recorded.get(question), idea.revision) for question in QUESTIONS}


def known(question: str, answer: Answer | None, revision: int) -> Known:
    """What people said of an earlier text says nothing of this one; what machines measured is about the examples."""
    nothing = Known(Evidence(None, FLOORS[question], 0, LEAST_N[question]), AnswerState.UNKNOWN)
    if answer is None or (question in PEOPLE and answer.revision != revision):
        return nothing
    if answer.state == AnswerState.KNOWN:  # whoever recorded it has found it enough, whatever it rests on
        return Known(Evidence(answer.lower, answer.floor, answer.n, 0), answer.state, answer.upper)
    n = answer.n if answer.state == AnswerState.MEASURING else 0
    return Known(Evidence(None, answer.floor, n, LEAST_N[question]), answer.state, answer.upper, answer.basis)


def evidence_of(known: Mapping[str, Known]) -> dict[str, Evidence]:
    return {question: each.evidence for question, each in known.items()}
