"""The floors of "works", and the powers of the score."""

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.floors import AT_FLOORS, WORKS_ALONE_FLOOR, WORKS_FLOOR, exponent, works_floor


def test_floor_of_works_is_higher_until_twelve_strangers_examples_decide() -> None:
    assert [works_floor(n) for n in (0, 11, 12, 400)] == [WORKS_ALONE_FLOOR] * 2 + [WORKS_FLOOR] * 2
    assert (WORKS_ALONE_FLOOR, WORKS_FLOOR) == (0.9, 0.6)


@given(st.lists(st.floats(0.01, 0.99), min_size=5, max_size=5))
def test_five_answers_at_their_floors_have_half_a_score(floors: list[float]) -> None:
    assert prod(floor ** exponent(floor) for floor in floors) == pytest.approx(AT_FLOORS)
