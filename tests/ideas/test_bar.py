"""The bar of a question: where the truth may lie, its floor and what guessing gets, inside the picture."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ideas.bar import Bar, cost, draw

SHARES = st.floats(0, 1)


@st.composite
def bars(draw_from: st.DrawFn) -> Bar:
    lower, point, upper = sorted(draw_from(st.lists(SHARES, min_size=3, max_size=3)))
    state = draw_from(st.sampled_from(["known", "measuring", "stale"]))
    guess = draw_from(st.none() | SHARES)
    return Bar(state, draw_from(SHARES), "needs 60 %", lower, point, upper, guess, draw_from(st.booleans()))


@given(bars())
def test_everything_is_inside_and_named(bar: Bar) -> None:
    root = etree.fromstring(draw(bar, "Works: 16 of 24"))
    assert root.findtext("title") == "Works: 16 of 24"
    for rect in root.findall("rect"):
        assert 4 <= float(rect.get("x", "")) <= float(rect.get("x", "")) + float(rect.get("width", "")) <= 257
    words = [text.text for text in root.findall("text")]
    assert words.count("needs 60 %") == 1 and ("guessing" in words) == (bar.guess is not None)


@given(bars())
def test_only_what_clears_has_the_colour_of_it(bar: Bar) -> None:
    assert ("band clears" in draw(bar, "")) == (bar.clears and bar.state != "measuring")


def test_unknown_is_dashed_and_has_no_point() -> None:
    svg = draw(Bar("unknown", 0.5, "needs 50 %"), "Obvious")
    assert 'class="unknown"' in svg and "circle" not in svg and "band" not in svg


@given(st.floats(0.001, 10), st.floats(0.001, 10), st.floats(0.001, 10))
def test_cost_is_never_longer_than_its_scale(usd: float, lower: float, upper: float) -> None:
    rect = etree.fromstring(cost(usd, lower, upper, max(usd, lower, upper), "open")).find("rect")
    assert rect is not None and 0 <= float(rect.get("width", "")) <= 100
