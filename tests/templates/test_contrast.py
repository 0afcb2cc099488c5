"""The tokens of both themes, measured by the formula of WCAG 2: 4.5:1 for text, 3:1 for graphics and controls."""

import re
from pathlib import Path

import pytest

CSS = Path("marketplace/static/overlooked/site.css").read_text()
TOKENS = {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS)}
GROUNDS = ("paper", "raised")
TEXT = ("ink", "soft", "tomato", "basil", "amber")
GRAPHICS = ("low", "crust", "strong")


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [(text, ground, 4.5) for text in TEXT for ground in GROUNDS]
PAIRS += [(graphic, ground, 3.0) for graphic in GRAPHICS for ground in GROUNDS]
PAIRS += [("tomato-ink", "tomato", 4.5), ("paper", "ink", 4.5), ("ink", "pale", 4.5), ("soft", "pale", 4.5)]
PAIRS += [("tomato", "pale", 3.0), ("low", "pale", 3.0)]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_contrast_is_enough(one: str, other: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[one][theme], TOKENS[other][theme]) >= least


def test_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_stylesheet_asks_nobody_else_and_names_each_colour_once() -> None:
    assert "url(" not in CSS and "@import" not in CSS
    outside = CSS.split("[data-theme", 1)[1]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", outside)) <= {"#fff"}
