from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ideas import actions
from ideas.actions.answers import AnswerUpdate
from ideas.models import Answer, Question, Tagging
from ideas.models.answer import AnswerState
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def known(lower: float, upper: float = 1.0, **fields: Any) -> AnswerUpdate:
    return AnswerUpdate(AnswerState.KNOWN, floor=0.6, revision=1, n=30, lower=lower, point=upper, upper=upper, **fields)


def test_known_answer_lifts_the_idea_and_draws_its_slice() -> None:
    idea = make_idea(tags=("farms",))
    before = idea.hot
    actions.record_answer(idea.pk, Question.WORKS, known(0.8, headline="works 80 to 100 %"))
    idea.refresh_from_db()
    assert idea.evidence == pytest.approx(2 * 0.8 / 5)
    assert idea.hot == pytest.approx(before + 0.32)
    assert Tagging.objects.get().hot == pytest.approx(idea.hot)
    assert idea.evidence_line == "works 80 to 100 %"
    assert 'class="clears"' in idea.pie


def test_evidence_line_says_once_what_several_answers_say() -> None:
    idea = make_idea()
    for question, headline in (("obvious", "needs 2"), ("wanted", "needs 2"), ("works", "works"), ("cheap", "")):
        actions.record_answer(idea.pk, Question(question), known(0.8, headline=headline))
    idea.refresh_from_db()
    assert idea.evidence_line == "needs 2 · works"


def test_answer_below_its_floor_is_drawn_but_not_in_tomato() -> None:
    idea = make_idea()
    actions.record_answer(idea.pk, Question.WORKS, known(0.4))
    idea.refresh_from_db()
    assert 'class="below"' in idea.pie and 'class="clears"' not in idea.pie


@pytest.mark.parametrize("state", [AnswerState.MEASURING, AnswerState.UNKNOWN, AnswerState.STALE])
def test_answer_that_is_not_known_adds_no_evidence(state: AnswerState) -> None:
    idea = make_idea()
    actions.record_answer(idea.pk, Question.WORKS, AnswerUpdate(state, 0.6, 1, lower=0.9, point=0.9, upper=0.9))
    idea.refresh_from_db()
    assert idea.evidence == 0


def test_answer_recorded_again_replaces_the_earlier_one() -> None:
    idea = make_idea()
    for lower in (0.2, 0.7):
        actions.record_answer(idea.pk, Question.CHEAP, known(lower))
    assert Answer.objects.get().lower == 0.7


@pytest.mark.parametrize("bounds", [(-0.1, 0.5), (0.5, 1.1), (None, 0.5)])
def test_postgres_refuses_bounds_that_make_no_sense(bounds: tuple[float | None, float]) -> None:
    answer = Answer(
        idea=make_idea(), question="works", state="known", floor=0.6, revision=1,
        lower=bounds[0], point=bounds[1], upper=bounds[1],
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save()


@given(st.dictionaries(st.sampled_from(Question), st.floats(0, 1)))
def test_evidence_is_twice_the_mean_of_what_is_known(lowers: dict[Question, float]) -> None:
    with transaction.atomic():
        idea = make_idea()
        for question, lower in lowers.items():
            actions.record_answer(idea.pk, question, known(lower))
        idea.refresh_from_db()
        assert idea.evidence == pytest.approx(2 * sum(lowers.values()) / 5)
        transaction.set_rollback(True)
