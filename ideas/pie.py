"""The pie: an idea's five answers as one small round glyph, and the same in words.

Pure. This module knows only numbers and the five questions, so no text of a person can reach the markup. Slices of 72
degrees run clockwise from the top in the order of ``QUESTIONS``. The filled radius is the full radius times the square
root of the lower bound, so the filled area is proportional to the lower bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from .figures import percent
from .questions import QUESTIONS

STATES = ("unknown", "measuring", "known", "stale")

# All lengths are in units of a view box that is 1000 wide and centred on the pie, so whole numbers are precise enough.
RADIUS = 440
_APEX = 16
_GAP_DEGREES = 2.2
_HATCH_STEP = 64
_VIEW = "-500 -500 1000 1000"
_LABELLED_VIEW = "-900 -510 1800 1130"
_CRUST = '<circle class="crust" r="486"/>'

# A badge on the page of another site cannot use our stylesheet, so its colours are attributes.
_PAINT = {
    "bed": 'fill="#e9dfce"',
    "clears": 'fill="#cf3f25"',
    "below": 'fill="#85765e"',
    "was": 'fill="#e9dfce" stroke="#85765e" stroke-width="16"',
    "unknown": 'fill="none" stroke="#85765e" stroke-width="16" stroke-dasharray="34 30"',
    "measuring": 'fill="none" stroke="#85765e" stroke-width="16"',
    "hatch": 'fill="none" stroke="#85765e" stroke-width="16"',
    "crust": 'fill="none" stroke="#c08a2c" stroke-width="28"',
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One answer for the pie. Bounds are shares from 0 to 1; ``clears``: the lower bound is at or above the floor.

    Raises ValueError for an unknown question or state, and for bounds that are not 0 <= lower <= upper <= 1.
    """

    question: str
    state: str = "unknown"
    lower: float = 0.0
    upper: float | None = None
    clears: bool = False

    def __post_init__(self) -> None:
        if self.question not in QUESTIONS or self.state not in STATES:
            raise ValueError(f"no such slice: {self.question!r}, {self.state!r}")
        if not 0 <= self.lower <= (1 if self.upper is None else self.upper) <= 1:
            raise ValueError(f"{self.question}: bounds must be 0 <= lower <= upper <= 1")


def small(slices: Iterable[Slice], *, moment: bool = False) -> str:
    """An inline SVG for lists, coloured by the stylesheet. A question without a slice counts as unknown."""
    five = _five(slices)
    body = _crust(moment) + _merged(five)
    return _svg('class="pie" role="img"', _VIEW, describe(five, moment=moment), body)


def large(slices: Iterable[Slice], *, moment: bool = False) -> str:
    """An inline SVG for the page of the idea: slices have their names and link to ``#obvious`` ... ``#cheap``."""
    five = _five(slices)
    body = _crust(moment) + "".join(_linked(index, part) for index, part in enumerate(five))
    return _svg('class="pie large" role="group"', _LABELLED_VIEW, describe(five, moment=moment), body)


def standalone(slices: Iterable[Slice], *, moment: bool = False) -> str:
    """A complete SVG file with its own colours, for the favicon and badges."""
    svg = small(slices, moment=moment).replace('class="pie"', 'xmlns="http://www.w3.org/2000/svg"')
    for name, paint in _PAINT.items():
        svg = svg.replace(f'class="{name}"', paint)
    return svg


def describe(slices: Iterable[Slice], *, moment: bool = False) -> str:
    """The pie in words: known answers first, then the others grouped by state."""
    five = _five(slices)
    parts = [_bounds(part) + _verdict(part) for part in five if part.state == "known"]
    parts += [f"{_bounds(part)}, out of date" for part in five if part.state == "stale"]
    begun = [part for part in five if part.state == "measuring" and part.lower]
    parts += [f"{_bounds(part)} so far, being measured" for part in begun]
    for state, words in (("measuring", "being measured"), ("unknown", "not known yet")):
        if names := [part.question for part in five if part.state == state and part not in begun]:
            parts.append(f"{_listed(names)}: {words}")
    return ("a Moment: " if moment else "") + "; ".join(parts)


def _five(slices: Iterable[Slice]) -> list[Slice]:
    given = list(slices)
    found = {part.question: part for part in given}
    if len(found) < len(given):
        raise ValueError("a question is given twice")
    return [found.get(question) or Slice(question) for question in QUESTIONS]


def _bounds(part: Slice) -> str:
    if part.question == "cheap":
        return _price(part)
    share = f"{percent(part.lower)} to {percent(part.upper)} %" if part.upper is not None else ""
    return f"{part.question} {share or f'at least {percent(part.lower)} %'}"


def _verdict(part: Slice) -> str:
    return "" if part.clears else ", not yet enough"


def _price(part: Slice) -> str:
    """The bound of cheap is 1 - open cost / frontier price; the ratio is easier to read."""
    if part.lower == 0:
        return "cheap: no, it may cost as much as the big labs' list price"
    ratio = 100 * (1 - part.lower)
    words = f"at most {ratio:.0f} %" if ratio >= 1 else "under 1 %"
    return f"cheap: {words} of the big labs' list price"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _svg(attributes: str, view: str, title: str, body: str) -> str:
    return f'<svg {attributes} viewBox="{view}"><title>{title}</title>{body}</svg>'


def _crust(moment: bool) -> str:
    return _CRUST if moment else ""


def _merged(five: list[Slice]) -> str:
    """One path for each paint, not for each slice, because a list shows thirty pies."""
    paths: dict[str, str] = {}
    for index, part in enumerate(five):
        for name, d in _layers(index, part):
            paths[name] = paths.get(name, "") + d
    return "".join(f'<path class="{name}" d="{d}"/>' for name, d in paths.items())


def _linked(index: int, part: Slice) -> str:
    x, y, anchor = _LABELS[index]
    shape = "".join(f'<path class="{name}" d="{d}"/>' for name, d in _layers(index, part))
    words = f'<text x="{x}" y="{y}" text-anchor="{anchor}">{part.question}</text>'
    return f'<a href="#{part.question}"><path class="target" d="{_BEDS[index]}"/>{shape}{words}</a>'


def _layers(index: int, part: Slice) -> list[tuple[str, str]]:
    """The layers of a slice as (class, path), bottom first."""
    bed = _BEDS[index]
    filled = _wedge(index, round(RADIUS * sqrt(part.lower)))
    return {
        "unknown": [("unknown", bed)],
        # What is known so far is shown within the hatching, never in the colour of an answer that clears its floor.
        "measuring": [("hatch", _HATCHES[index]), ("measuring", bed), *([("below", filled)] if filled else [])],
        "known": [("bed", bed), ("clears" if part.clears else "below", filled)],
        "stale": [("unknown", bed), ("was", filled)],
    }[part.state]


def _direction(degrees: float) -> tuple[float, float]:
    return sin(radians(degrees)), -cos(radians(degrees))


def _edges(index: int) -> tuple[tuple[float, float], tuple[float, float]]:
    return _direction(72 * index + _GAP_DEGREES), _direction(72 * (index + 1) - _GAP_DEGREES)


def _apex(index: int) -> tuple[int, int]:
    x, y = _direction(72 * index + 36)
    return round(_APEX * x), round(_APEX * y)


def _wedge(index: int, radius: int) -> str:
    """The path of a slice of that radius, around its own apex."""
    (x, y), (start, end) = _apex(index), _edges(index)
    ax, ay = round(radius * start[0]), round(radius * start[1])
    bx, by = round(radius * end[0]), round(radius * end[1])
    return f"M{x} {y}l{ax} {ay}a{radius} {radius} 0 0 1 {bx - ax} {by - ay}z" if radius else ""


def _hatch(index: int) -> str:
    """Rising lines clipped to the slice. A pattern needs an id, and a page has thirty pies."""
    x, y = _apex(index)
    lines = (_clipped(index, offset) for offset in range(_HATCH_STEP // 2 - RADIUS, RADIUS, _HATCH_STEP))
    return "".join(f"M{x + a} {y + b}l{length} {-length}" for a, b, length in lines if length > 0)


def _clipped(index: int, offset: float) -> tuple[int, int, int]:
    """Start and horizontal length of the line at 45 degrees that passes the apex at ``offset``."""
    half = sqrt(0.5)
    low, high = -sqrt(RADIUS**2 - offset**2), sqrt(RADIUS**2 - offset**2)
    for (x, y), side in zip(_edges(index), (1, -1), strict=True):
        across, along = side * offset * half * (x - y), side * half * (-x - y)
        low, high = (max(low, -across / along), high) if along > 0 else (low, min(high, -across / along))
    return round(half * (offset + low)), round(half * (offset - low)), round(half * (high - low))


_BEDS = tuple(_wedge(index, RADIUS) for index in range(5))
_HATCHES = tuple(_hatch(index) for index in range(5))
_LABELS = (
    (345, -415, "start"),
    (525, 190, "start"),
    (0, 588, "middle"),
    (-525, 190, "end"),
    (-345, -415, "end"),
)
