"""The smaller limits of new accounts, as a formula."""

from hypothesis import given
from hypothesis import strategies as st

from ideas.caps import cap, days_to_growth, share

fulls, ages, counts, spans = st.integers(0, 1_000), st.integers(0, 60), st.integers(0, 60), st.integers(0, 40)


@given(fulls, ages, counts, spans)
def test_cap_is_within_the_full_limit_and_leaves_something(full: int, days: int, accepted: int, span: int) -> None:
    assert min(full, 1) <= cap(full, days, accepted, span) <= full


@given(fulls, ages, ages, counts, counts, spans)
def test_cap_never_falls_with_age_or_accepted_posts(
    full: int, days: int, more_days: int, accepted: int, more: int, span: int
) -> None:
    assert cap(full, days, accepted, span) <= cap(full, days + more_days, accepted + more, span)


@given(fulls, counts, spans)
def test_cap_is_full_after_the_span_without_any_post(full: int, accepted: int, span: int) -> None:
    assert cap(full, span, accepted, span) == full


@given(counts, st.integers(1, 40))
def test_posts_of_the_first_day_buy_nothing(accepted: int, span: int) -> None:
    assert share(0, accepted, span) == share(0, 0, span)


@given(st.integers(1, 1_000), ages, counts, st.integers(1, 40))
def test_growth_is_announced_for_the_first_day_with_a_higher_limit(
    full: int, days: int, accepted: int, span: int
) -> None:
    now, wait = cap(full, days, accepted, span), days_to_growth(full, days, accepted, span)
    if wait is None:
        assert now == full
    else:
        assert cap(full, days + wait - 1, accepted, span) == now < cap(full, days + wait, accepted, span)


def test_cap_grows_as_the_worked_example_says() -> None:
    assert [cap(20, days, 0, 14) for days in (0, 1, 7, 13, 14)] == [2, 4, 11, 19, 20]
    assert [cap(20, days, 99, 14) for days in (0, 1, 7)] == [2, 5, 20]
