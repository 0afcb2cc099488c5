from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.models import Idea
from ideas.questions import QUESTIONS
from ideas.ranking import MAX_EVIDENCE, WEEK, evidence, hot
from tests.factories import make_idea

WHEN = datetime(2026, 11, 23, 12, tzinfo=UTC)
votes = st.integers(0, 10_000_000)
proofs = st.floats(0, MAX_EVIDENCE)
moments = st.integers(775_000_000, 4_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def test_tenfold_votes_are_worth_a_week() -> None:
    assert isclose(hot(100, 0, WHEN), hot(10, 0, WHEN + timedelta(seconds=WEEK)))


def test_full_evidence_is_worth_a_hundredfold_votes() -> None:
    assert isclose(hot(1, evidence([1.0] * 5), WHEN), hot(100, 0, WHEN))


def test_first_vote_moves_nothing_because_log_of_one_is_zero() -> None:
    assert hot(0, 0, WHEN) == hot(1, 0, WHEN)


@given(votes, votes, proofs, moments)
def test_more_votes_never_rank_lower(few: int, more: int, proof: float, when: datetime) -> None:
    few, more = sorted((few, more))
    assert hot(few, proof, when) <= hot(more, proof, when)


@given(votes, votes, proofs, proofs, moments, moments, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_order_of_two_ideas_never_changes_by_time_alone(
    a: int, b: int, proof_a: float, proof_b: float, when_a: datetime, when_b: datetime, later: timedelta
) -> None:
    before = hot(a, proof_a, when_a) - hot(b, proof_b, when_b)
    after = hot(a, proof_a, when_a + later) - hot(b, proof_b, when_b + later)
    assert isclose(before, after, abs_tol=1e-6)


@given(st.lists(st.floats(0, 1), max_size=len(QUESTIONS)))
def test_evidence_stays_between_nothing_and_all(bounds: list[float]) -> None:
    assert 0 <= evidence(bounds) <= MAX_EVIDENCE


@pytest.mark.django_db
def test_postgres_computes_the_same_rank_as_python() -> None:
    idea = make_idea()
    for ranked_votes, proof, when in (
        (0, 0.0, WHEN),
        (7, 0.31, WHEN),
        (3_000_000, 2.0, datetime(2031, 1, 1, tzinfo=UTC)),
    ):
        Idea.objects.filter(pk=idea.pk).update(
            ranked_votes=ranked_votes, evidence=proof, published=when, first_published=when
        )
        idea.refresh_from_db()
        assert isclose(idea.hot, hot(ranked_votes, proof, when), rel_tol=1e-12)


@pytest.mark.django_db
def test_draft_has_no_rank() -> None:
    assert make_idea(published=False).hot is None
