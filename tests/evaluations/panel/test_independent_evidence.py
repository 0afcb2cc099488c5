"""A scout is judged by what others said after them, and by nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evaluations.panel.independent_evidence import WeighedGlance, clears_without

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
SCOUT = 1


def at(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)


hours = st.integers(0, 9)
one = st.builds(
    WeighedGlance,
    person=st.integers(1, 40),
    when=hours.map(at),
    weight=st.sampled_from([0.0, 0.2, 1.0]),
    right=st.sampled_from([True, True, True, False]),
    none_known=st.sampled_from([True, True, True, False]),
    asked=st.sampled_from([True, True, False]),
    would=st.booleans(),
    joined=st.booleans(),
)
YES = WeighedGlance(2, at(5), 1.0, right=True, none_known=True, asked=True, would=True, joined=False)
clear = st.integers(0, 14).map(lambda times: [YES] * times)
rows = st.lists(one, max_size=40) | clear


@given(rows, rows, hours)
def test_own_answers_never_matter_whatever_they_are(
    others: list[WeighedGlance], own: list[WeighedGlance], since: int
) -> None:
    of_others = [each for each in others if each.person != SCOUT]
    of_scout = [replace(each, person=SCOUT) for each in own]
    assert clears_without(SCOUT, at(since), of_others + of_scout) == clears_without(SCOUT, at(since), of_others)


@given(rows, rows, hours)
def test_what_was_said_before_never_matters(said: list[WeighedGlance], more: list[WeighedGlance], since: int) -> None:
    earlier = [each for each in more if each.when <= at(since)]
    assert clears_without(SCOUT, at(since), said + earlier) == clears_without(SCOUT, at(since), said)


def test_twelve_others_after_it_are_enough_and_eleven_are_not() -> None:
    assert clears_without(SCOUT, at(4), [YES] * 12)
    assert not clears_without(SCOUT, at(4), [YES] * 11)
    assert not clears_without(SCOUT, at(5), [YES] * 12)
    assert not clears_without(YES.person, at(4), [YES] * 12)


def test_each_of_the_three_must_clear() -> None:
    lacks: tuple[dict[str, Any], ...] = ({"right": False}, {"none_known": False}, {"would": False})
    for lacking in lacks:
        assert not clears_without(SCOUT, at(4), [replace(YES, **lacking)] * 20), lacking
    assert clears_without(SCOUT, at(4), [replace(YES, would=False, joined=True)] * 20)
