"""The picture that other sites show beside a link to an idea: its pitch, a pair, the number and the pie. Pure.

`poster` draws an SVG of the size that the Open Graph protocol asks for, and `as_png` turns it into pixels without a
browser. SVG breaks no lines, so the width of a text is estimated from its characters, rather too wide than too narrow.
"""

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from unicodedata import east_asian_width

import resvg_py

from .pie import Slice, standalone
from .proof import Count, Finding, Pair, Rightness, cut
from .strip import strip

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
FONTS = (
    ("font_source_serif_pro", "SourceSerifPro-Regular.otf"),
    ("font_source_sans_pro", "SourceSansPro-Regular.otf"),
    ("font_source_sans_pro", "SourceSansPro-Semibold.otf"),
)
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"
INK, SOFT, PAPER, RAISED, RULE, BASIL, LOW = "#1e1a15", "#655c50", "#faf6ee", "#fffdf8", "#e2d9c8", "#2f6a3c", "#85765e"
STRIP_PAINT = {
    "yes": f'fill="{BASIL}"',
    "no": f'fill="none" stroke="{LOW}" stroke-width="1.2"',
    "todo": f'fill="none" stroke="{LOW}" stroke-width="1.2" stroke-dasharray="2 1.6"',
    "guess": f'fill="none" stroke="{INK}" stroke-width="1.4"',
}
SIZE, LARGER = re.compile(r'width="\d+" height="\d+" viewBox="0 0 (\d+) (\d+)"'), 1.6
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
TICK, CROSS = "M2 11l6 7 12-16", "M3 3l14 14M17 3l-14 14"
NARROW, WIDE = "iljtfrI.,:;'’|!()[] ", "mwMW@%—…"
LATIN = 0x0250  # the packaged fonts draw what is below; above, the fonts of the machine help


def poster(title: str, pitch: str, slices: list[Slice], pair: Pair | None, count: Count | None, *, moment: bool) -> str:
    """A complete SVG file. All text is escaped."""
    parts = [*_head(title, pitch, moment=moment), _pie(slices, moment=moment)]
    if pair:
        parts += _pair(pair)
    if count:
        parts += _count(count)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )


def as_png(svg: str) -> bytes:
    """The pixels. The machine's own fonts are read only where a text needs them: that takes most of the time."""
    needs_more = any(ord(character) >= LATIN for character in svg if character not in "‘’“”–—…→")
    packaged = [str(files(package) / "files" / name) for package, name in FONTS]
    return bytes(
        resvg_py.svg_to_bytes(
            svg, font_files=packaged, skip_system_fonts=not needs_more, serif_family=SERIF, sans_serif_family=SANS
        )
    )


def _head(title: str, pitch: str, *, moment: bool) -> Iterator[str]:
    kicker = "Overlooked · a Moment" if moment else "Overlooked"
    yield _text(MARGIN, 88, 26, kicker, fill=SOFT)
    yield _text(MARGIN, 134, 32, _fitted(title, 32, 800), weight=600)
    for number, line in enumerate(lines(pitch, 46, 800, most=3)):
        yield _text(MARGIN, 196 + 56 * number, 46, line, family=SERIF)


def _pie(slices: list[Slice], *, moment: bool) -> str:
    drawn = standalone(slices, moment=moment)
    return drawn.replace("<svg ", f'<svg x="{WIDTH - MARGIN - 230}" y="60" width="230" height="230" ', 1)


def _pair(pair: Pair) -> Iterator[str]:
    left, top, width, height = MARGIN, 356, 600, 142
    yield (
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="6" fill="{RAISED}" stroke="{RULE}"'
        ' stroke-width="2"/>'
    )
    yield _text(left + 24, top + 36, 22, _fitted(pair.goes_in, 22, width - 48), fill=SOFT)
    for number, line in enumerate(lines(pair.given, 30, width - 48, most=2)):
        yield _text(left + 24, top + 76 + 38 * number, 30, line)
    middle, start = top + height // 2, left + width
    yield f'<path d="M{start + 22} {middle}h46m-12 -11l12 11l-12 11" fill="none" stroke="{INK}" stroke-width="3"/>'
    yield from _answer(pair, start + 96, top)


def _answer(pair: Pair, left: int, top: int) -> Iterator[str]:
    room = WIDTH - MARGIN - left - 22
    right = pair.rightness == Rightness.RIGHT
    dashes = "" if right else ' stroke-dasharray="9 7"'
    yield f'<path d="M{left} {top}v142" stroke="{BASIL if right else LOW}" stroke-width="5"{dashes}/>'
    yield _text(left + 22, top + 36, 22, _fitted(pair.comes_out, 22, room), fill=SOFT)
    yield _text(left + 22, top + 84, 42, _fitted(_said(pair), 42, room), weight=600)
    if pair.rightness == Rightness.WAITING:
        return
    mark = {Rightness.RIGHT: TICK, Rightness.WRONG: CROSS}.get(pair.rightness)
    if mark:
        paint = f'fill="none" stroke="{BASIL if right else INK}" stroke-width="3.4" stroke-linecap="round"'
        yield f'<path transform="translate({left + 22} {top + 108})" d="{mark}" {paint}/>'
    indent = 32 if mark else 0
    yield _text(
        left + 22 + indent, top + 127, 26, _fitted(pair.judged, 26, room - indent), fill=BASIL if right else INK
    )


def _said(pair: Pair) -> str:
    """What comes out, in one line."""
    if pair.rightness == Rightness.WAITING:
        return "not tried yet"
    return ", ".join(field.answer for field in pair.fields) if pair.fields else pair.answer


def _count(count: Count) -> Iterator[str]:
    top = 558
    yield _text(MARGIN, top, 36, count.number, weight=600)
    x = MARGIN + round(estimated(count.number, 36)) + 24
    drawn = strip(count)
    for name, paint in STRIP_PAINT.items():
        drawn = drawn.replace(f'class="{name}"', paint)
    width, height = map(int, SIZE.search(drawn).groups())  # type: ignore[union-attr]  # `strip` writes it so
    wide, high = round(width * LARGER), round(height * LARGER)
    yield SIZE.sub(
        f'x="{x}" y="{top - 26}" width="{wide}" height="{high}" viewBox="0 0 {width} {height}"', drawn, count=1
    )
    beside = "" if count.finding == Finding.TRYING or count.guessing is None else f"guessing gets {count.guessing:,}"
    yield _text(x + wide + 24, top, 28, beside, fill=SOFT)


def lines(text: str, size: int, width: int, *, most: int) -> list[str]:
    """The text in at most so many lines that fit the width; what does not fit is cut with an ellipsis."""
    found: list[str]
    found, rest = [], " ".join(text.split())
    while rest and len(found) < most - 1:
        line = _fitting(rest, size, width)
        found.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return [*found, _fitted(rest, size, width)] if rest else found


def _fitting(text: str, size: int, width: int) -> str:
    """As much of the beginning as fits, to a gap where there is one."""
    end = next((end for end in range(1, len(text) + 1) if estimated(text[:end], size) > width), len(text) + 1) - 1
    if end >= len(text):
        return text
    gap = text.rfind(" ", 0, end + 1)
    return text[: gap if gap > 0 else max(1, end)]


def _fitted(text: str, size: int, width: int) -> str:
    line = " ".join(text.split())
    return line if estimated(line, size) <= width else cut(line, len(_fitting(line, size, width)))


def estimated(text: str, size: float) -> float:
    """The width in pixels, rather too large."""
    return size * sum(map(_share, text))


def _share(character: str) -> float:
    """Of the size of the font."""
    if east_asian_width(character) in "WF":
        return 1.05
    if character in NARROW:
        return 0.28
    return 0.86 if character in WIDE else 0.64 if character.isupper() else 0.53


def _text(x: float, y: float, size: int, words: str, *, weight: int = 400, fill: str = INK, family: str = SANS) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
        f"{escape(NOT_IN_XML.sub('', words))}</text>"
    )
