"""The chart of score against cost: the coordinates of everything in it. Pure: numbers in, coordinates out.

The axis of costs is logarithmic. A run that costs nothing has no place on it and is drawn left of it, at "$0"; a run
whose cost is not known is not drawn. Names stand at their points; one that finds no place is in the list below, by its
number. `score_and_cost` gathers the numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .labels import Box, Label, NamedPoint, place_labels

WIDTH, HEIGHT = 560, 300
TOP, RIGHT, BOTTOM, LEFT = 34, 20, 46, 58
FREE = 74  # the strip for runs that cost nothing
MAX_TICKS = 7


@dataclass(frozen=True, slots=True)
class Dot:
    """A run: score with bounds, 0 to 1; cost with bounds, in dollars for 1,000 tasks. `number`: as in the table;
    `short`: its name at the point."""

    number: int
    name: str
    score: float
    lower: float
    upper: float
    usd: float
    usd_lower: float
    usd_upper: float
    is_best: bool = False
    is_baseline: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A frontier model's list price for 1,000 of the same tasks, in dollars."""

    name: str
    usd: float
    is_median: bool = False


@dataclass(frozen=True, slots=True)
class PlacedDot:
    """A dot with its coordinates: its centre, the ends of its two intervals, and its name or number beside it."""

    dot: Dot
    x: str
    y: str
    left: str
    right: str
    low: str
    high: str
    label: Label | None

    @property
    def is_named(self) -> bool:
        return self.label is not None and self.label.text != str(self.dot.number)


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """The list prices of one or more frontier models, at one cost; `anchor`: the side on which its name has room."""

    x: str
    names: str
    is_median: bool
    anchor: str
    text_x: str


@dataclass(frozen=True, slots=True)
class Chart:
    marks: list[PlacedDot]
    lines: list[PriceLine]
    costs: list[Tick]
    scores: list[Tick]
    free: str  # the middle of the strip for runs that cost nothing; "" without one
    left: str  # of the logarithmic axis

    width, height = WIDTH, HEIGHT
    edge, beside = str(LEFT), str(LEFT - 7)
    top, bottom, right = str(TOP), str(HEIGHT - BOTTOM), str(WIDTH - RIGHT)
    under = str(HEIGHT - BOTTOM + 17)

    @property
    def unnamed(self) -> set[int]:
        """Numbers of the runs whose name found no place."""
        return {mark.dot.number for mark in self.marks if not mark.is_named}


def chart(dots: Sequence[Dot], references: Sequence[Reference], *, graded: bool) -> Chart | None:
    """None where nothing can be drawn."""
    if not dots:
        return None
    priced = [usd for dot in dots for usd in (dot.usd, dot.usd_lower, dot.usd_upper) if dot.usd > 0 and usd > 0]
    axis = CostAxis([*priced, *(one.usd for one in references if one.usd > 0)], any(dot.usd <= 0 for dot in dots))
    return Chart(
        marks=list(placed(dots, axis, references)),
        lines=list(drawn_lines(references, axis)),
        costs=[Tick(at(axis.x(10.0**power)), cost_text(power)) for power in axis.powers],
        scores=[Tick(at(height_of(share / 4)), score_text(share / 4, graded)) for share in range(5)],
        free=at(LEFT + FREE / 2 - 6) if axis.has_free else "",
        left=at(axis.left),
    )


class CostAxis:
    """Whole powers of ten around all costs that are above zero."""

    def __init__(self, costs: Sequence[float], has_free: bool) -> None:
        self.has_free = has_free
        self.left = LEFT + (FREE if has_free else 0)
        logs = [log10(cost) for cost in costs] or [-2.0, 0.0]
        self.first, self.last = floor(min(logs)), ceil(max(logs))
        if self.first == self.last:
            self.last += 1

    def x(self, usd: float) -> float:
        """A cost of nothing is in its strip."""
        if usd <= 0:
            return LEFT + FREE / 2 - 6
        share = (log10(usd) - self.first) / (self.last - self.first)
        return self.left + share * (WIDTH - RIGHT - self.left)

    @property
    def powers(self) -> range:
        return range(self.first, self.last + 1, ceil((self.last - self.first + 1) / MAX_TICKS))


def height_of(score: float) -> float:
    return HEIGHT - BOTTOM - score * (HEIGHT - BOTTOM - TOP)


def placed(dots: Sequence[Dot], axis: CostAxis, references: Sequence[Reference]) -> Iterator[PlacedDot]:
    """The best is drawn last, above the others, and is named first."""
    labels = labels_of(sorted(dots, key=lambda dot: not dot.is_best), axis, references)
    for dot in sorted(dots, key=lambda dot: dot.is_best):
        x, y = axis.x(dot.usd), height_of(dot.score)
        # A bound of nothing has no place on the axis: the line then ends where the axis begins.
        left, right = (axis.x(usd) if usd > 0 else min(x, axis.left) for usd in (dot.usd_lower, dot.usd_upper))
        ends = (at(left), at(right)) if dot.usd > 0 else (at(x), at(x))
        bounds = (at(height_of(dot.lower)), at(height_of(dot.upper)))
        yield PlacedDot(dot, at(x), at(y), *ends, *bounds, labels[dot.number])


def labels_of(dots: Sequence[Dot], axis: CostAxis, references: Sequence[Reference]) -> dict[int, Label | None]:
    """By the number of the dot; the first have the first choice."""
    points = [
        NamedPoint(axis.x(dot.usd), height_of(dot.score), f"{dot.number} {dot.short or dot.name}", str(dot.number))
        for dot in dots
    ]
    upright = [(axis.x(dot.usd), height_of(dot.upper), height_of(dot.lower)) for dot in dots]
    upright += [(axis.x(one.usd), TOP, HEIGHT - BOTTOM) for one in references if one.usd > 0]
    lines = [Box(x - 2, high, x + 2, low) for x, high, low in upright]
    frame = Box(LEFT + 2, TOP - 6, WIDTH - 4, HEIGHT - BOTTOM - 2)
    return dict(zip((dot.number for dot in dots), place_labels(points, frame, lines), strict=True))


def drawn_lines(references: Sequence[Reference], axis: CostAxis) -> Iterator[PriceLine]:
    """Models at one price share a line."""
    at_cost: dict[str, list[Reference]] = {}
    for reference in references:
        if reference.usd > 0:
            at_cost.setdefault(at(axis.x(reference.usd)), []).append(reference)
    for x, same in at_cost.items():
        anchor = "end" if float(x) > (axis.left + WIDTH) / 2 else "start"
        names = ", ".join(reference.name for reference in same)
        text_x = at(float(x) + (5 if anchor == "start" else -5))
        yield PriceLine(x, names, any(reference.is_median for reference in same), anchor, text_x)


def cost_text(power: int) -> str:
    """A whole power of ten in dollars: $0.001, $0.01, $0.10, $1, $1,000."""
    return f"${10**power:,}" if power >= 0 else f"${10.0**power:.{max(2, -power)}f}"


def score_text(share: float, graded: bool) -> str:
    return f"{share:.2f}" if graded else f"{100 * share:.0f} %"


def at(coordinate: float) -> str:
    return f"{coordinate:.1f}"
