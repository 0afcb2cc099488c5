"""Models on a plane: how many weights, and on what share of the ideas the model does the work. Pure.

The axis of weights is logarithmic. `evaluations.prototypes.results.model_records` counts the ideas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from .labels import Box, Label, NamedPoint, place_labels

WIDTH, HEIGHT = 560, 330
TOP, RIGHT, BOTTOM, LEFT = 16, 20, 46, 58
MAX_DRAWN = 24  # models: more names find no room
UNITS = ("", " k", " M", " B", " T")  # of a thousand to the power of their place


@dataclass(frozen=True, slots=True)
class ModelPoint:
    """A model that does `does` of `ideas` ideas, and the 90 % interval of that share, 0 to 1."""

    name: str
    weights: int
    does: int
    ideas: int
    lower: float
    upper: float

    @property
    def share(self) -> float:
        return self.does / self.ideas


@dataclass(frozen=True, slots=True)
class PlacedModel:
    point: ModelPoint
    x: str
    y: str
    low: str
    high: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class AxisMark:
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Plane:
    """`left_out`: how many models are not drawn, because others were tried on more ideas."""

    models: list[PlacedModel]
    sizes: list[AxisMark]
    shares: list[AxisMark]
    left_out: int

    width, height, edge, beside = WIDTH, HEIGHT, LEFT, LEFT - 7
    top, bottom, right, under = TOP, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM + 17

    @property
    def unnamed(self) -> int:
        return sum(model.label is None for model in self.models)


def plane(points: Sequence[ModelPoint]) -> Plane | None:
    """None without a model that was tried on an idea."""
    if not points:
        return None
    drawn = sorted(points, key=lambda point: (-point.ideas, point.weights, point.name))[:MAX_DRAWN]
    logs = [log10(point.weights) for point in drawn]
    first, last = floor(min(logs)), ceil(max(logs))
    last += first == last

    def x(power: float) -> float:
        return LEFT + 14 + (power - first) / (last - first) * (WIDTH - RIGHT - LEFT - 28)

    places = [NamedPoint(x(log), height_of(point.share), point.name) for log, point in zip(logs, drawn, strict=True)]
    lines = [
        Box(at.x - 2, height_of(point.upper), at.x + 2, height_of(point.lower))
        for at, point in zip(places, drawn, strict=True)
    ]
    labels = place_labels(places, Box(LEFT + 4, TOP - 10, WIDTH - 2, HEIGHT - BOTTOM - 2), lines)
    models = [
        PlacedModel(point, f"{at.x:.1f}", f"{at.y:.1f}", y_text(point.lower), y_text(point.upper), label)
        for point, at, label in zip(drawn, places, labels, strict=True)
    ]
    sizes = [AxisMark(f"{x(power):.1f}", size_text(power)) for power in range(first, last + 1)]
    shares = [AxisMark(y_text(quarter / 4), f"{25 * quarter} %") for quarter in range(5)]
    return Plane(models, sizes, shares, len(points) - len(drawn))


def height_of(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def y_text(share: float) -> str:
    return f"{height_of(share):.1f}"


def size_text(power: int) -> str:
    """Ten to that power: 10 M, 1 B."""
    step = min(power // 3, len(UNITS) - 1)
    return f"{10 ** (power - 3 * step):,}{UNITS[step]}"
