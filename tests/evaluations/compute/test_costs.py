"""Costs as formulas and as text."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx, mark, raises

from evaluations.compute import costs

amounts = st.floats(1e-9, 1e7)


def test_tokens_cost_dollars_per_million() -> None:
    assert costs.by_tokens(2.0, 10.0, 150, 10) == approx(0.0004)


def test_an_hour_costs_the_hourly_rate() -> None:
    assert costs.by_time(0.10, 3_600) == approx(0.10)


@mark.parametrize("missing", range(4))
def test_cost_is_unknown_when_any_part_is(missing: int) -> None:
    parts: list[float | None] = [2.0, 10.0, 150, 10]
    parts[missing] = None
    assert costs.by_tokens(*parts) is None


def test_time_cost_is_unknown_without_rate_or_seconds() -> None:
    assert costs.by_time(None, 1) is None
    assert costs.by_time(0.1, None) is None


def test_median_takes_the_middle_of_the_costs_and_not_of_the_prices() -> None:
    # By input price the middle is the second, by output price the third; for these tokens it is the first.
    prices = [(1.0, 30.0), (2.0, 6.0), (5.0, 10.0)]
    assert costs.median_list_cost(prices, 1_000_000, 100_000) == approx(4.0)


def test_median_of_no_prices_is_unknown() -> None:
    assert costs.median_list_cost([], 10, 10) is None


def test_cheapness_compares_with_nothing_when_the_frontier_costs_nothing() -> None:
    with raises(ValueError, match="nothing"):
        costs.cheapness(1.0, 0.0)


@given(amounts, amounts, amounts)
def test_cheapness_is_a_share_and_falls_as_the_open_cost_grows(open_usd: float, more: float, frontier: float) -> None:
    cheap, dearer = costs.cheapness(open_usd, frontier), costs.cheapness(open_usd + more, frontier)
    assert 0 <= dearer <= cheap <= 1


@mark.parametrize(
    ("usd", "text"),
    [
        (0, "$0"),
        (0.0042, "$0.0042"),
        (0.00000123, "$0.0000012"),
        (0.004, "$0.0040"),
        (0.5, "$0.50"),
        (0.0996, "$0.10"),
        (1.2, "$1.20"),
        (9.96, "$10"),
        (12.4, "$12"),
        (99.6, "$100"),
        (1234, "$1,200"),
    ],
)
def test_money_has_two_digits_that_count(usd: float, text: str) -> None:
    assert costs.money(usd) == text


@given(amounts)
def test_money_is_never_far_from_the_amount_and_never_has_an_exponent(usd: float) -> None:
    text = costs.money(usd)
    assert "e" not in text
    assert float(text.removeprefix("$").replace(",", "")) == approx(usd, rel=0.051)
