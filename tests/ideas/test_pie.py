"""The pie must say the truth twice, in area and in words, and let no foreign text in."""

import re
from math import isclose, pi, radians
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas import pie
from ideas.pie import STATES, Slice
from ideas.questions import QUESTIONS

FAVICON = Path("marketplace/static/overlooked/favicon.svg")


@st.composite
def one_slice(draw: st.DrawFn, question: str) -> Slice:
    low, high = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
    upper = draw(st.sampled_from((high, None)))
    return Slice(question, draw(st.sampled_from(STATES)), low, upper, draw(st.booleans()))


five_slices = st.tuples(*(one_slice(question) for question in QUESTIONS))


def drawn_area(svg: str, name: str) -> float:
    found = re.search(rf'class="{name}" d="[^"]*?a(\d+) ', svg)
    return int(found[1]) ** 2 * pi * (72 - 4.4) / 360 if found else 0.0


@given(st.floats(0, 1), st.sampled_from(QUESTIONS), st.booleans())
def test_filled_area_is_proportional_to_the_lower_bound(lower: float, question: str, clears: bool) -> None:
    svg = pie.small([Slice(question, "known", lower, None, clears)])
    full = pie.RADIUS**2 / 2 * radians(72 - 4.4)
    assert isclose(drawn_area(svg, "clears" if clears else "below"), lower * full, abs_tol=0.003 * full)


@given(five_slices, st.booleans())
def test_text_says_every_question_once(slices: tuple[Slice, ...], moment: bool) -> None:
    words = re.findall(r"[a-z]+", pie.describe(slices, moment=moment))
    assert [words.count(question) for question in QUESTIONS] == [1] * 5


@given(five_slices, st.booleans())
def test_every_form_is_valid_xml_with_the_text_and_no_style(slices: tuple[Slice, ...], moment: bool) -> None:
    text = pie.describe(slices, moment=moment)
    for draw in (pie.small, pie.large, pie.standalone):
        svg = draw(slices, moment=moment)
        root = ElementTree.fromstring(svg)
        assert root.findtext("{*}title") == text
        assert "style" not in svg and " id=" not in svg and "nan" not in svg


@given(five_slices, st.permutations(range(5)))
def test_order_in_which_slices_are_given_does_not_matter(slices: tuple[Slice, ...], order: list[int]) -> None:
    assert pie.small([slices[index] for index in order]) == pie.small(slices)


@given(five_slices)
def test_small_pie_stays_small(slices: tuple[Slice, ...]) -> None:
    assert len(pie.small(slices)) < 1800


@given(five_slices)
def test_large_pie_links_each_slice_to_its_evidence(slices: tuple[Slice, ...]) -> None:
    links = ElementTree.fromstring(pie.large(slices)).findall("a")
    assert [link.get("href") for link in links] == [f"#{question}" for question in QUESTIONS]
    assert [link.findtext("text") for link in links] == list(QUESTIONS)


@given(five_slices)
def test_standalone_pie_needs_no_stylesheet(slices: tuple[Slice, ...]) -> None:
    root = ElementTree.fromstring(pie.standalone(slices, moment=True))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    shapes = [child for child in root if not child.tag.endswith("title")]
    assert shapes and all(shape.get("fill") and not shape.get("class") for shape in shapes)


@given(st.text(), st.text())
def test_foreign_text_cannot_enter(question: str, state: str) -> None:
    if question not in QUESTIONS or state not in STATES:
        with pytest.raises(ValueError, match="no such slice"):
            Slice(question, state)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [(-0.1, None), (1.1, None), (float("nan"), None), (0.5, 0.4), (0.5, 1.1), (0.5, float("nan"))],
)
def test_impossible_bounds_are_refused(lower: float, upper: float | None) -> None:
    with pytest.raises(ValueError, match="works: bounds"):
        Slice("works", "known", lower, upper)


def test_a_question_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        pie.small([Slice("works"), Slice("works")])


def test_words_for_each_state() -> None:
    slices = [
        Slice("works", "known", 0.88, 0.96, clears=True),
        Slice("cheap", "known", 0.997, clears=True),
        Slice("obvious", "stale", 0.5, 0.7),
        Slice("wanted", "known", 0.1, 0.3),
    ]
    assert pie.describe(slices) == (
        "wanted 10 to 30 %, not yet enough; works 88 to 96 %; "
        "cheap: under 1 % of the big labs' list price; "
        "obvious 50 to 70 %, out of date; overlooked: not known yet"
    )
    assert pie.describe([Slice("works", "measuring"), Slice("cheap", "measuring")]) == (
        "works and cheap: being measured; obvious, wanted and overlooked: not known yet"
    )


def test_moment_wears_a_crust_and_says_so() -> None:
    whole = [Slice(question, "known", 0.9, clears=True) for question in QUESTIONS]
    assert 'class="crust"' in pie.small(whole, moment=True) and 'class="crust"' not in pie.small(whole)
    assert pie.describe(whole, moment=True).startswith("a Moment: ")


def test_favicon_is_the_whole_pie() -> None:
    whole = [Slice(question, "known", 1.0, clears=True) for question in QUESTIONS]
    drawn = ElementTree.fromstring(pie.standalone(whole))
    saved = ElementTree.fromstring(FAVICON.read_text())
    clears = [path.get("d") for path in drawn if path.get("fill") == "#cf3f25"]
    assert clears and [path.get("d") for path in saved if path.tag.endswith("path")] == clears


def test_slice_being_measured_shows_what_is_known_so_far_but_not_as_cleared() -> None:
    part = Slice("works", "measuring", lower=0.9, upper=0.97)
    assert 'class="hatch"' in pie.small([part]) and 'class="below"' in pie.small([part])
    assert 'class="clears"' not in pie.small([part])
    assert "works 90 to 97 % so far" in pie.describe([part]) and "being measured" in pie.describe([part])
