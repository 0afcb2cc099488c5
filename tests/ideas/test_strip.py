"""The squares of a number: as many as there are examples, or one bar; always with the number in words."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ideas.proof import Count, Finding, Unit
from ideas.strip import MOST, strip

FINISHED = [Finding.STANDS, Finding.FAILS, Finding.CHANCE, Finding.FEW, Finding.OUT_OF_DATE]


@st.composite
def counts(draw: st.DrawFn) -> Count:
    of = draw(st.integers(1, 90))
    right, guessing = draw(st.integers(0, of)), draw(st.none() | st.integers(0, of))
    return Count(right, of, draw(st.sampled_from(FINISHED)), draw(st.sampled_from(Unit)), guessing, of)


def drawn(svg: str, name: str) -> str:
    found = etree.fromstring(svg).find(f"path[@class='{name}']")
    return "" if found is None else found.get("d", "")


@given(counts())
def test_picture_says_its_number_and_stays_inside(count: Count) -> None:
    root = etree.fromstring(strip(count))
    assert root.findtext("title", "").startswith(count.number)
    width = float(root.get("viewBox", "").split()[2])
    starts = [float(x) for x in re.findall(r"M(-?[\d.]+) ", strip(count))]
    assert all(0 <= x <= width for x in starts)


@given(counts())
def test_up_to_thirty_examples_each_has_its_square(count: Count) -> None:
    svg = strip(count)
    if count.unit == Unit.EXAMPLES and count.of <= MOST:
        assert drawn(svg, "yes").count("M") == count.right
        assert drawn(svg, "no").count("v8.8") == count.of - count.right
    else:
        assert drawn(svg, "yes").count("M") <= 1
        assert 'viewBox="0 0 300 ' in svg


def test_what_is_still_to_come_is_drawn_as_such() -> None:
    svg = strip(Count(6, 7, Finding.TRYING, planned=20))
    assert drawn(svg, "todo").count("M") == 13
    assert "6 of 7 right so far, 13 still to come" in svg and 'class="guess"' not in svg


def test_example_that_is_shown_is_marked() -> None:
    assert 'class="here"' not in strip(Count(3, 4, Finding.STANDS))
    assert drawn(strip(Count(3, 4, Finding.STANDS), here=2), "here").startswith("M24 ")
