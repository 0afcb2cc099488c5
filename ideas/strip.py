"""The number of a proof as a picture: a square for each example, or one bar. Pure; coloured by the stylesheet.

Right ones come first. The bracket below is what guessing gets. Dashed is still to be tried.
"""

from .proof import Count, Finding, Unit

MOST = 30  # squares; above, one bar of the same length
_STEP, _GAP = 13, 3  # from square to square, and between two
_LENGTH = 300  # of the bar
_CROSS = "M{a} 2.8l4.4 4.4M{b} 2.8l-4.4 4.4"


def strip(count: Count, here: int | None = None) -> str:
    """An inline SVG with its text alternative. `here`: the square of the example that is shown beside it, from 0."""
    planned = max(count.planned, count.of)
    in_squares = count.unit == Unit.EXAMPLES and planned <= MOST
    width = planned * _STEP - _GAP if in_squares else _LENGTH
    body = _squares(count, planned, here) if in_squares else _bar(count)
    guess = _bracket(count, count.of * _STEP - _GAP if in_squares else _LENGTH)
    height = 18 if guess else 12
    return (
        f'<svg class="strip" width="{width * 0.9:.0f}" height="{height * 0.9:.0f}" viewBox="0 0 {width} {height}"'
        f' role="img"><title>{describe(count)}</title>{body}{guess}</svg>'
    )


def heads(yes: int, of: int) -> str:
    """People as circles, those who said yes filled and first."""
    circles = "".join(f'<circle class="person" cx="{5 + _STEP * place}" cy="5" r="5"/>' for place in range(yes))
    circles += "".join(f'<circle class="nobody" cx="{5 + _STEP * place}" cy="5" r="4.4"/>' for place in range(yes, of))
    width = of * _STEP - _GAP
    return (
        f'<svg class="strip" width="{width * 1.4:.0f}" height="15" viewBox="0 0 {width} 11" role="img">'
        f"<title>{yes} of {of} people</title>{circles}</svg>"
    )


def describe(count: Count) -> str:
    if count.finding == Finding.TRYING:
        to_come = f", {count.planned - count.of:,} still to come" if count.unit == Unit.EXAMPLES else ""
        return f"{count.number}{to_come}"
    guessing = "" if count.guessing is None else f"; guessing gets {count.guessing:,}"
    return f"{count.number}{guessing}"


def _squares(count: Count, planned: int, here: int | None) -> str:
    right = "".join(f"M{_STEP * place} 0h10v10h-10z" for place in range(count.right))
    wrong = "".join(_wrong(_STEP * place) for place in range(count.right, count.of))
    to_come = "".join(f"M{_STEP * place + 0.6:.1f} .6h8.8v8.8h-8.8z" for place in range(count.of, planned))
    paths = {"yes": right, "no": wrong, "todo": to_come}
    body = "".join(f'<path class="{name}" d="{d}"/>' for name, d in paths.items() if d)
    if here is not None:
        body += f'<path class="here" d="M{_STEP * here - 2} -2h14v14h-14z"/>'
    return body


def _wrong(x: int) -> str:
    """A square with a cross in it."""
    a, b = f"{x + 2.8:.1f}", f"{x + 7.2:.1f}"
    return f"M{x + 0.6:.1f} .6h8.8v8.8h-8.8z{_CROSS.format(a=a, b=b)}"


def _bar(count: Count) -> str:
    whole = count.planned if count.unit == Unit.EXAMPLES and count.planned > count.of else count.of
    right, done = (round(_LENGTH * part / whole) if whole else 0 for part in (count.right, count.of))
    body = f'<path class="yes" d="M0 0h{right}v10h-{right}z"/>' if right else ""
    if done - right > 2:
        body += f'<path class="no" d="M{right + 1} .6H{done - 0.6:.1f}v8.8H{right + 1}z"/>'
    if _LENGTH - done > 2:
        body += f'<path class="todo" d="M{done + 1} .6H{_LENGTH - 0.6:.1f}v8.8H{done + 1}z"/>'
    return body


def _bracket(count: Count, length: int) -> str:
    """Under as much of the picture as guessing gets."""
    if count.finding == Finding.TRYING or not count.guessing or not count.of:
        return ""
    end = round((length + _GAP) * count.guessing / count.of) - _GAP
    return f'<path class="guess" d="M0 13v3.2h{max(end, 2)}v-3.2"/>'
