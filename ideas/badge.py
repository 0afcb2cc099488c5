"""A badge for pages of other sites: the pie and a short text of what is known. Pure; all text is escaped."""

from collections.abc import Iterable
from html import escape

from .figures import percent
from .pie import Slice, describe, standalone

_HEIGHT, _PIE, _PAD = 28, 24, 8
_CHARACTER_WIDTH = 7.3  # units, an estimate; SVG squeezes or stretches the text to the estimated width
_NAME = "Overlooked"


def badge(slices: Iterable[Slice], *, moment: bool = False, number: str = "") -> str:
    """A complete SVG file, with a text alternative as its title. `number`: of right answers, in words."""
    parts = list(slices)
    words, description = number or short(parts), escape(describe(parts, moment=moment))
    name_width, words_width = (round(len(text) * _CHARACTER_WIDTH) for text in (_NAME, words))
    name_at = _PIE + 2 * _PAD
    words_at = name_at + name_width + 2 * _PAD
    width = words_at + words_width + _PAD
    pie = standalone(parts, moment=moment).replace("<svg ", f'<svg x="6" y="2" width="{_PIE}" height="{_PIE}" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{_HEIGHT}"'
        f' viewBox="0 0 {width} {_HEIGHT}"><title>{_NAME}: {description}</title>'
        f'<rect width="{width}" height="{_HEIGHT}" rx="4" fill="#faf6ee" stroke="#85765e" stroke-opacity=".6"/>{pie}'
        '<g font-family="system-ui,-apple-system,Segoe UI,Roboto,Liberation Sans,sans-serif" font-size="13">'
        f'<text x="{name_at}" y="18.5" font-weight="600" fill="#1e1a15" textLength="{name_width}"'
        f' lengthAdjust="spacingAndGlyphs">{_NAME}</text>'
        f'<text x="{words_at}" y="18.5" fill="#655c50" textLength="{words_width}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(words)}</text></g></svg>'
    )


def short(slices: Iterable[Slice]) -> str:
    """The best known answer in a few words."""
    by_question = {part.question: part for part in slices}
    works = by_question.get("works")
    if works and works.state == "known" and works.upper is not None:
        cheap = by_question.get("cheap")
        return f"works {percent(works.lower)} to {percent(works.upper)} %" + (
            ", cheap" if cheap and cheap.clears else ""
        )
    if works and works.state == "stale":
        return "being tried on new examples"
    if any(part.state == "measuring" for part in by_question.values()):
        return "being measured"
    known = [part for part in by_question.values() if part.state == "known"]
    return f"{len(known) or 'none'} of 5 questions answered"
