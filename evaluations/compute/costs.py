"""Costs in US dollars, as pure functions. An unknown cost is None and never 0."""

from collections.abc import Iterable
from math import floor, log10
from statistics import median

MILLION = 1_000_000
SECONDS_IN_HOUR = 3_600

CHEAP_FLOOR = 0.8
CHEAP_REASON = (
    "of the frontier's median list price for the same tokens that is saved. A fifth of the price is a choice: "
    "so much less needs no calculation"
)


def by_tokens(
    input_usd: float | None, output_usd: float | None, input_tokens: float | None, output_tokens: float | None
) -> float | None:
    """The cost of these tokens at dollars per million; None when one of the four is unknown."""
    if input_usd is None or output_usd is None or input_tokens is None or output_tokens is None:
        return None
    return (input_usd * input_tokens + output_usd * output_tokens) / MILLION


def by_time(hour_usd: float | None, seconds: float | None) -> float | None:
    """The cost of this machine time at dollars per hour."""
    return None if hour_usd is None or seconds is None else hour_usd * seconds / SECONDS_IN_HOUR


def median_list_cost(
    prices: Iterable[tuple[float, float]], input_tokens: float | None, output_tokens: float | None
) -> float | None:
    """The median cost of these tokens over (input, output) list prices; None without prices or counts."""
    costs = [by_tokens(*price, input_tokens, output_tokens) for price in prices]
    known = [cost for cost in costs if cost is not None]
    return median(known) if known and len(known) == len(costs) else None


def cheapness(open_usd: float, frontier_usd: float) -> float:
    """1 - open cost / frontier cost, from 0 (as expensive or more) to 1 (free).

    Raises ValueError unless the frontier cost is above 0."""
    if frontier_usd <= 0:
        raise ValueError("A frontier cost of nothing compares with nothing.")
    return min(1.0, max(0.0, 1 - open_usd / frontier_usd))


def money(usd: float) -> str:
    """Dollars with two significant digits and no exponent: $0.0042, $0.50, $1.20, $12, $1,200."""
    if usd == 0:
        return "$0"
    rounded = float(f"{usd:.1e}")
    if abs(rounded) >= 10:
        return f"${rounded:,.0f}"
    # A price with one decimal looks like a typing error; one with two looks like money.
    return f"${rounded:.{max(1 - floor(log10(abs(rounded))), 2)}f}"
