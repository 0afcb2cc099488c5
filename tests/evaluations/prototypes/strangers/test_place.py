"""No giver has more than a quarter of the strangers' set."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.strangers.place import cap, first_of_each

GIVEN = st.lists(st.integers(1, 30), max_size=20)


def placed(counts: list[int]) -> list[int]:
    return [min(count, cap(counts)) for count in counts]


@given(GIVEN)
def test_giver_has_at_most_a_quarter_of_a_set_that_decides(counts: list[int]) -> None:
    size = sum(placed(counts))
    if size >= 12:
        assert all(4 * count <= size for count in placed(counts))


@given(GIVEN)
def test_cap_is_the_largest_that_keeps_the_quarter(counts: list[int]) -> None:
    more = cap(counts) + 1
    assert sum(min(count, more) for count in counts) < 4 * more


@given(GIVEN, st.integers(0, 19))
def test_one_more_row_never_makes_the_set_smaller(counts: list[int], which: int) -> None:
    if counts:
        more = list(counts)
        more[which % len(more)] += 1
        assert sum(placed(more)) >= sum(placed(counts))


def test_one_giver_alone_has_three_rows_and_four_have_what_they_share() -> None:
    assert placed([20]) == [3]
    assert placed([20, 5, 5, 5]) == [5, 5, 5, 5]
    assert placed([20, 1, 1, 1]) == [3, 1, 1, 1]


@given(st.lists(st.tuples(st.integers(1, 5)).map(lambda one: one[0]), max_size=40), st.integers(1, 5))
def test_first_rows_of_each_giver_are_placed(givers: list[int], most: int) -> None:
    rows = list(enumerate(givers))
    found = first_of_each(rows, most)
    assert found == sorted(found)
    assert max(Counter(givers[key] for key in found).values(), default=0) <= most
    assert len(found) == sum(min(most, n) for n in Counter(givers).values())
