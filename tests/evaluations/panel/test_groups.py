"""What a panel says: the same bounds as everybody's answers, and nothing while it could tell who said what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.answers import GlanceCounts, estimate
from evaluations.panel.groups import STEP, GroupVoice, SaidOfAll, in_whole_steps
from evaluations.panel.shares import MIN_SHOWN


def voice(n: int, right: int = 0, would: int = 0, none_known: int = 0) -> GroupVoice:
    return GroupVoice(panel=1, name="Year 11", idea=1, n=n, right=right, would=would, none_known=none_known)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_bounds_hold_the_share(yes_of_n: tuple[int, int]) -> None:
    said = SaidOfAll("got it", *yes_of_n)
    assert 0 <= said.lower <= said.yes / said.n <= said.upper <= 1


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_yes_raises_both_bounds(yes_of_n: tuple[int, int]) -> None:
    yes, n = yes_of_n
    fewer, more = SaidOfAll("got it", yes, n), SaidOfAll("got it", yes + 1, n)
    assert fewer.lower < more.lower and fewer.upper < more.upper


@given(st.integers(12, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_bounds_are_those_that_as_many_people_would_give(yes_of_n: tuple[int, int]) -> None:
    yes, n = yes_of_n
    of_people = estimate(GlanceCounts(n=n, none_known=yes, asked=n, would=yes, people=n))
    _, would, none_known = voice(n, would=yes, none_known=yes).shares
    for share, answer in ((would, of_people["wanted"]), (none_known, of_people["overlooked"])):
        assert (share.lower, share.upper) == pytest.approx((answer.lower, answer.upper))


def test_shares_are_in_the_order_of_the_questions() -> None:
    said = [(share.yes, share.n, share.what) for share in voice(18, 14, 3, 16).shares]
    assert said == [(14, 18, "got it"), (3, 18, "would use it and pay"), (16, 18, "know no product")]


@given(st.integers(0, 200))
def test_one_more_answer_is_shown_in_whole_steps_alone(n: int) -> None:
    shown, after = in_whole_steps(n), in_whole_steps(n + 1)
    assert n - STEP < shown <= n and shown % STEP == 0
    assert after - shown in (0, STEP) and in_whole_steps(MIN_SHOWN - 1) == 0
