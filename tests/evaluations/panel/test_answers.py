"""From counts to the three answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.answers import MIN_N, GlanceCounts, PanelEstimate, estimate, obvious, overlooked, wanted


def counts(n: float, share: float, **fields: float) -> GlanceCounts:
    given: dict[str, Any] = {
        "n": n,
        "right": n * share,
        "none_known": n * share,
        "asked": n,
        "would": n * share,
        "people": int(n),
    }
    return GlanceCounts(**(given | fields))


def test_obvious_by_hand() -> None:
    # Wilson's lower bound of 18 of 20 with z = 0.8416 is 0.8292, and (0.8292 - 0.25) / 0.75 = 0.7722.
    found = obvious(counts(20, 0.9))
    assert found.lower == pytest.approx(0.7722, abs=1e-4)
    assert found.point == pytest.approx((0.9 - 0.25) / 0.75)
    assert (found.state, found.n, found.headline) == ("known", 20, "83 to 94 % got it at a glance")


def test_guessing_is_worth_nothing() -> None:
    assert (obvious(counts(40, 0.25)).lower, obvious(counts(400, 0.25)).point) == (0.0, 0.0)


def test_few_glances_are_being_measured_and_it_says_how_many_are_missing() -> None:
    found = estimate(counts(9, 1.0))
    assert {each.state for each in found.values()} == {"measuring"}
    assert {name: each.headline for name, each in found.items()} == {
        "obvious": "needs 3 more glances",
        "wanted": "needs 3 more glances",
        "overlooked": "needs 3 more glances",
    }
    assert estimate(counts(11.2, 1.0))["obvious"].headline == "needs 1 more glance"
    assert estimate(GlanceCounts(n=9, asked=7, people=9))["wanted"].headline == "needs 5 more signed-in glances"
    assert all(each.lower is None for each in found.values())


def test_nobody_was_asked_is_unknown() -> None:
    assert {each.state for each in estimate(GlanceCounts()).values()} == {"unknown"}


def test_signed_out_count_a_fifth_and_are_told_apart() -> None:
    found = obvious(GlanceCounts(n=12 + 0.2 * 10, right=12, people=12, strangers=10))
    assert found.n == 14
    assert "12 people and 10 signed out (each counts 20 % at most)" in found.basis
    assert obvious(GlanceCounts(n=0.2 * 59, right=11, strangers=59)).state == "measuring"


def test_waitlist_counts_as_paying_for_wanted_and_never_beyond_who_was_asked() -> None:
    without, some, all_of_them = (wanted(counts(20, 0.2), joined) for joined in (0, 5, 99))
    assert (without.lower or 0) < (some.lower or 0) < (all_of_them.lower or 0) < 1
    assert all_of_them.point == 1.0


def test_wanted_says_how_many_were_signed_in_and_asked_and_what_they_weigh() -> None:
    whole = GlanceCounts(n=22, right=20, asked=20, would=10, people=20, strangers=10)
    assert wanted(whole, 0).basis.startswith("20 people signed in were asked; 50 %")
    less = wanted(GlanceCounts(n=14.5, right=12, asked=12.5, would=6, people=20, strangers=10), 0)
    assert less.basis.startswith("20 people signed in, who weigh as 12.5, were asked; 48 %")
    few = wanted(GlanceCounts(n=14, right=12, asked=4, would=2, people=4, strangers=50), 0)
    assert few.basis == "4 people signed in so far; it takes 12."


def test_upheld_claim_sinks_overlooked_however_many_know_no_product() -> None:
    found = overlooked(counts(50, 1.0), claim_stands=True)
    assert (found.state, found.lower, found.upper, found.headline) == ("known", 0.0, 0.0, "a frontier lab has it")
    assert (overlooked(counts(50, 1.0), claim_stands=False).lower or 0.0) > 0.95


def test_what_was_set_aside_is_said() -> None:
    assert "3 glances were set aside." in obvious(counts(20, 0.9, set_aside=3)).basis


@given(n=st.floats(MIN_N, 500), share=st.floats(0, 1), joined=st.integers(0, 20), aside=st.integers(0, 9))
def test_bounds_are_shares_in_order_and_words_fit(n: float, share: float, joined: int, aside: int) -> None:
    for found in estimate(counts(n, share, strangers=10**6, set_aside=aside), joined=joined).values():
        assert isinstance(found, PanelEstimate) and found.is_known
        assert found.lower is not None and found.point is not None and found.upper is not None
        assert 0 <= found.lower <= found.point <= found.upper <= 1
        assert len(found.headline) <= 120 and len(found.basis) <= 300


@given(n=st.integers(MIN_N, 200), right=st.integers(0, 200))
def test_one_more_right_answer_never_makes_it_less_obvious(n: int, right: int) -> None:
    right = min(right, n)
    before, after = (obvious(GlanceCounts(n=n + more, right=right + more, people=n)) for more in (0, 1))
    assert (after.lower or 0) >= (before.lower or 0) - 1e-9
