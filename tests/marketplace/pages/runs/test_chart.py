"""The coordinates in the chart: in order and in bounds, no unknown cost, and no cost of 0 on the log axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.pages.runs.chart import HEIGHT, LEFT, WIDTH, Chart, Dot, Reference, chart

shares = st.floats(0, 1)
costs = st.floats(1e-6, 1e4)


@st.composite
def dots(draw: st.DrawFn) -> list[Dot]:
    made = []
    for number in range(1, draw(st.integers(1, 24)) + 1):
        lower, score, upper = sorted(draw(st.tuples(shares, shares, shares)))
        cheap, usd, dear = sorted(draw(st.tuples(costs, costs, costs)))
        free = draw(st.booleans())
        prices = (0.0, 0.0, 0.0) if free else (usd, cheap, dear)
        made.append(Dot(number, f"run {number}", score, lower, upper, *prices, is_best=number == 1, is_baseline=free))
    return made


def drawn(made: list[Dot], *references: Reference) -> Chart:
    found = chart(made, references, graded=False)
    assert found is not None
    return found


@given(dots(), st.lists(costs, max_size=7))
def test_everything_stands_inside_and_in_order(made: list[Dot], listed: list[float]) -> None:
    found = drawn(made, *[Reference(f"frontier {place}", usd) for place, usd in enumerate(listed)])
    assert len(found.marks) == len(made)
    for mark in found.marks:
        assert LEFT <= float(mark.left) <= float(mark.x) <= float(mark.right) <= WIDTH
        assert 0 <= float(mark.high) <= float(mark.y) <= float(mark.low) <= HEIGHT
    by_cost = sorted(found.marks, key=lambda mark: mark.dot.usd)
    assert [float(mark.x) for mark in by_cost] == sorted(float(mark.x) for mark in by_cost)
    assert all(float(found.left) <= float(line.x) <= WIDTH for line in found.lines)


@given(dots())
def test_what_costs_nothing_stands_left_of_the_axis(made: list[Dot]) -> None:
    found = drawn(made)
    for mark in found.marks:
        assert (float(mark.x) < float(found.left)) == (mark.dot.usd == 0)
    assert bool(found.free) == any(dot.usd == 0 for dot in made)


def test_ten_times_the_cost_is_always_as_far() -> None:
    found = drawn([Dot(n, "", 0.5, 0.4, 0.6, usd, usd, usd) for n, usd in enumerate([0.01, 0.1, 1.0], 1)])
    one, two, three = sorted(float(mark.x) for mark in found.marks)
    assert two - one == pytest.approx(three - two, abs=0.2)
    assert [tick.text for tick in found.costs] == ["$0.01", "$0.10", "$1"]


def test_best_is_drawn_above_the_others() -> None:
    made = [Dot(1, "best", 0.5, 0.4, 0.6, 1, 1, 1, is_best=True), Dot(2, "", 0.5, 0.4, 0.6, 1, 1, 1)]
    found = drawn(made)
    assert [mark.dot.number for mark in found.marks] == [2, 1]
    labels = {(mark.label.x, mark.label.y) for mark in found.marks if mark.label}
    assert len(labels) == 2


@given(dots())
def test_each_run_is_named_at_its_point_or_in_the_list(made: list[Dot]) -> None:
    found = drawn(made)
    named = {mark.dot.number for mark in found.marks if mark.label and mark.label.text.endswith(mark.dot.name)}
    assert named | found.unnamed == {dot.number for dot in made} and named.isdisjoint(found.unnamed)
    boxes = [mark.label.box for mark in found.marks if mark.label]
    assert not any(one.meets(other) for place, one in enumerate(boxes) for other in boxes[:place])


def test_best_is_named_even_in_a_crowd() -> None:
    made = [Dot(n, f"few-shot on model {n}", 0.5, 0.4, 0.6, 1, 1, 1, is_best=n == 30) for n in range(1, 31)]
    (best,) = [mark for mark in drawn(made).marks if mark.dot.is_best]
    assert best.label and best.label.text == "30 few-shot on model 30" and not best.label.is_far
    assert drawn(made).unnamed


def test_models_at_one_list_price_share_a_line() -> None:
    made = [Dot(1, "", 0.5, 0.4, 0.6, 0.01, 0.01, 0.01)]
    found = drawn(made, Reference("GPT-5", 1.8, True), Reference("Gemini", 1.8), Reference("Opus", 5.0))
    assert [(line.names, line.is_median) for line in found.lines] == [("GPT-5, Gemini", True), ("Opus", False)]


def test_nothing_to_draw_is_no_chart() -> None:
    assert chart([], [], graded=False) is None
