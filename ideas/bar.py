"""Where the truth about one question may lie, as a bar with its floor; and what 1,000 tasks cost, as bars of one scale.
Pure; coloured by the stylesheet."""

from dataclasses import dataclass

_LEFT, _WIDTH, _RIGHT = 4, 252, 256
_TOP, _BOTTOM = 17, 26  # of the bar
_NEAR = 60  # from an end: words at a line begin or end there instead of being centred


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares from 0 to 1. `needs`: the floor in words. `guess`: what guessing gets, None where nobody could guess."""

    state: str
    floor: float
    needs: str
    lower: float | None = None
    point: float | None = None
    upper: float | None = None
    guess: float | None = None
    clears: bool = False


def draw(bar: Bar, title: str) -> str:
    """An inline SVG; `title`: its text alternative, without markup."""
    guess = "" if bar.guess is None else _guess(bar.guess)
    height = 42 if guess else 31
    body = f"{_body(bar)}{guess}{_floor(bar)}{_point(bar)}"
    return f'<svg class="bar" viewBox="0 0 260 {height}" role="img"><title>{title}</title>{body}</svg>'


def cost(usd: float, lower: float, upper: float, most: float, kind: str) -> str:
    """A bar as long as the cost, with a thin line from the least to the most that it may be. `most`: the end of the
    scale."""
    own, low, high = (f"{100 * min(1.0, each / most):.2f}" for each in (usd, lower, upper))
    ends = f"M{low} 10H{high}M{low} 6v8M{high} 6v8"
    return (
        '<svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{kind}" y="2" width="{own}" height="16"/><path class="range" d="{ends}"/></svg>'
    )


def _body(bar: Bar) -> str:
    if bar.state == "unknown":
        return f'<rect class="unknown" x="{_LEFT}" y="{_TOP}" width="{_WIDTH}" height="9"/>'
    track = f'<rect class="track" x="{_LEFT}" y="{_TOP}" width="{_WIDTH}" height="9"/>'
    start, end = (_LEFT, _RIGHT) if bar.lower is None or bar.upper is None else (_x(bar.lower), _x(bar.upper))
    if bar.state == "measuring":
        lines = "".join(f"M{x:.0f} {_BOTTOM}l9 -9" for x in _steps(start, end))
        edge = f"M{start:.1f} {_TOP}H{end:.1f}v9H{start:.1f}z"
        return f'{track}<path class="edge" d="{edge}"/><path class="hatch" d="{lines}"/>'
    if bar.lower is None:
        return track
    name = "band clears" if bar.clears else "band was" if bar.state == "stale" else "band"
    return f'{track}<rect class="{name}" x="{start:.1f}" y="{_TOP}" width="{max(end - start, 1):.1f}" height="9"/>'


def _steps(start: float, end: float) -> list[float]:
    return [start + 8 * step for step in range(int((end - start - 1) // 8))]


def _guess(share: float) -> str:
    x = _x(share)
    words = f'<text x="{x:.1f}" y="39" text-anchor="{_anchor(x)}">guessing</text>'
    return f'<path class="guess" d="M{x:.1f} 14v15"/>{words}'


def _floor(bar: Bar) -> str:
    x = _x(bar.floor)
    words = f'<text x="{x:.1f}" y="9.5" text-anchor="{_anchor(x)}">{bar.needs}</text>'
    return f'<path class="floor" d="M{x:.1f} 13v17"/>{words}'


def _point(bar: Bar) -> str:
    return "" if bar.point is None else f'<circle class="point" cx="{_x(bar.point):.1f}" cy="21.5" r="4.6"/>'


def _anchor(x: float) -> str:
    return "start" if x < _NEAR else "end" if x > _RIGHT - _NEAR else "middle"


def _x(share: float) -> float:
    return _LEFT + _WIDTH * min(1.0, max(0.0, share))
