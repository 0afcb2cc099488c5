"""Names at the points of a chart, none over another name or point. Pure: numbers in, coordinates out.

A name is placed for the letters of a phone, which are larger in units of the chart; on a wide page it is shorter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

LETTER, LINE = 8.4, 18  # width of a letter and height of a line on a phone, in units of the chart
BESIDE, ABOVE = 9.0, 16.0  # from the point to its name
FAR = 20.0  # beyond it a line leads from the name to its point
CROSSING = 20.0  # how much farther a name may be so that it crosses no line
MAX_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class NamedPoint:
    """`short`: what stands there where the name finds no place."""

    x: float
    y: float
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """`x`, `y`: where the text is anchored, its line's middle. `is_far`: a line should lead to its point."""

    x: float
    y: float
    anchor: str
    text: str
    box: Box
    is_far: bool

    @property
    def x_text(self) -> str:
        return f"{self.x:.1f}"

    @property
    def y_text(self) -> str:
        return f"{self.y:.1f}"


def place_labels(points: Sequence[NamedPoint], frame: Box, lines: Sequence[Box] = ()) -> list[Label | None]:
    """A label for each point, in their order: the first have the first choice. None where no place is free.

    `lines`: what a label crosses only where it would else be far from its point.
    """
    taken = [Box(point.x - 7, point.y - 7, point.x + 7, point.y + 7) for point in points]
    placed = []
    for point in points:
        free = [label for label in places(point) if frame.holds(label.box) and not meets_any(label.box, taken)]
        best = min(
            free, key=lambda label: abs(label.y - point.y) + CROSSING * meets_any(label.box, lines), default=None
        )
        if best:
            taken.append(best.box)
        placed.append(best)
    return placed


def places(point: NamedPoint) -> Iterator[Label]:
    """Right, left, above and below it; then ever further up and down, by half a line."""
    text = cut(point.name)
    width = LETTER * sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    for step in range(41):
        down = LINE / 2 * (step // 2 + step % 2) * (1 if step % 2 else -1)
        starts = {"start": point.x + BESIDE, "end": point.x - BESIDE - width}
        if abs(down) >= ABOVE:
            starts["middle"] = point.x - width / 2
        for anchor, left in starts.items():
            x = left + {"start": 0, "end": width, "middle": width / 2}[anchor]
            y = point.y + down
            box = Box(left, y - LINE / 2, left + width, y + LINE / 2)
            yield Label(x, y, anchor, text, box, abs(down) > FAR)


def meets_any(box: Box, others: Sequence[Box]) -> bool:
    return any(box.meets(other) for other in others)


def cut(name: str, most: int = MAX_LETTERS) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
