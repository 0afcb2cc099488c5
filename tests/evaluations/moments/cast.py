"""Ideas with evidence, as the tests of Moments need them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evaluations.moments import actions
from evaluations.moments.evidence import FLOORS
from evaluations.moments.score import A_DAY
from ideas.actions import record_answer
from ideas.actions.answers import AnswerUpdate
from ideas.models import Idea, Question
from ideas.models.answer import AnswerState
from tests.evaluations.panel.cast import make_glance
from tests.factories import make_idea

ALL_CLEAR = {"obvious": 0.7, "wanted": 0.3, "overlooked": 0.8, "works": 0.85, "cheap": 0.95}


def answer(idea: Idea, question: str, lower: float | None, n: int = 20, **fields: Any) -> None:
    """Record what is known; None: `n` observations so far, too few to say."""
    idea.refresh_from_db(fields=["revision"])
    bounds = {} if lower is None else {"lower": lower, "point": min(1.0, lower + 0.05), "upper": min(1.0, lower + 0.1)}
    state = AnswerState.MEASURING if lower is None else AnswerState.KNOWN
    values: dict[str, Any] = {"state": state, "revision": idea.revision, "n": n, "headline": f"{question} {lower}"}
    record_answer(idea.pk, Question(question), AnswerUpdate(floor=FLOORS[question], **(values | bounds | fields)))


def make_answered(lowers: Mapping[str, float | None] = ALL_CLEAR, **fields: Any) -> Idea:
    """An idea with these answers; by default all five clear."""
    idea = make_idea(**fields)
    for question, lower in lowers.items():
        answer(idea, question, lower)
    return idea


def fall(idea: Idea, question: str, lower: float, at: datetime) -> None:
    """An answer falls, and a day later, at that time, the idea is no Moment any more."""
    answer(idea, question, lower)
    actions.assess(idea.pk, at - A_DAY)
    actions.end_doubted(at)


def bear_out(idea: Idea, times: int = 12, **fields: Any) -> None:
    """Glances by so many people that clear all three answers of people, now unless `fields` say when."""
    for _ in range(times):
        make_glance(idea, **fields)
