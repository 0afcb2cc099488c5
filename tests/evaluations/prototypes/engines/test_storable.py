"""Values from servers are made fit for a row, or dropped."""

from typing import Any

from pytest import mark

from evaluations.prototypes.engines.storable import amount, is_vector, storable


@mark.parametrize("told", [float("inf"), float("nan"), 1e400, -1, 2**31, 10**30, True, None, "12", [1]])
def test_number_that_cannot_be_true_is_none(told: Any) -> None:
    assert amount(told) is None


@mark.parametrize("told", [0, 12, 1.5, 2**31 - 1])
def test_number_that_can_be_true_is_kept(told: float) -> None:
    assert amount(told) == told


def test_text_is_kept_but_for_what_no_row_can_hold() -> None:
    assert storable("a\x00b\ud800c") == "ab?c"
    assert storable(["list"]) == "['list']"


@mark.parametrize("numbers", [[], [float("nan")], [float("inf"), 1.0], [1e300], [2e38, -2e38]])
def test_vector_that_32_bits_cannot_hold_is_none(numbers: list[float]) -> None:
    assert not is_vector(numbers)
    assert is_vector([0.6, -0.8])
