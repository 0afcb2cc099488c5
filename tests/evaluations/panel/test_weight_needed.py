"""What upholds a claim, by the size of the site."""

from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.models.claim import (
    MAX_NEEDED,
    MIN_NEEDED,
    MODERATOR,
    OUTWEIGH,
    SMALL_SITE,
    weight_needed,
)

players = st.integers(0, 10**7)


@given(players, players)
def test_larger_site_never_needs_less_and_every_site_between_the_minimum_and_the_maximum(one: int, other: int) -> None:
    few, many = sorted((one, other))
    assert MIN_NEEDED <= weight_needed(few) <= weight_needed(many) <= MAX_NEEDED


@given(st.integers(0, 8))
def test_each_doubling_takes_one_more(doublings: int) -> None:
    assert weight_needed(SMALL_SITE * 2**doublings) == MIN_NEEDED + doublings


def test_weights_by_hand() -> None:
    assert [weight_needed(n) for n in (0, 1, 32, 48, 64, 1_000, 5_000, 16_384, 10**6)] == [
        3, 3, 3, 3.6, 4, 8, 10.3, 12, 12,
    ]  # fmt: skip


@given(players)
def test_moderator_alone_is_enough_on_any_site_also_against_three(n: int) -> None:
    assert weight_needed(n) <= MODERATOR and MODERATOR >= 3 * OUTWEIGH
