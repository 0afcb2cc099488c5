"""Template filters that format numbers and answers."""

from django import template

from ideas.figures import percent
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR
from ideas.models import Answer, Question
from ideas.questions import OF_PEOPLE

register = template.Library()

# The hint for a question that nothing has answered yet.
NEEDED = {
    Question.OBVIOUS: "No stranger has glanced at it yet.",
    Question.WANTED: "Nobody was asked yet whether they would use it and pay.",
    Question.OVERLOOKED: "Nobody was asked yet for a product that does it.",
    Question.WORKS: "Machines need examples to try it on.",
    Question.CHEAP: "It takes a finished run whose price is known.",
}


@register.filter
def is_told_by_glances(answer: Answer) -> bool:
    return answer.question in OF_PEOPLE


register.filter(percent)


@register.filter
def score(value: float | None, graded: bool) -> str:
    """A score for readers: "93 %" right, or for graded scores the mean "0.71"; a dash for None."""
    if value is None:
        return "–"
    return f"{value:.2f}" if graded else f"{percent(value)} %"


@register.filter
def bound(value: float | None, graded: bool) -> str:
    """A bound of a score, without the percent sign."""
    return "–" if value is None else f"{value:.2f}" if graded else percent(value)


@register.filter
def gained(lift: float, graded: bool) -> str:
    """A difference of two scores with its sign: in percentage points, or of the mean for graded scores."""
    return f"{lift:+.2f}".replace("-", "−") if graded else points(lift)


@register.filter
def p_value(p: float) -> str:
    """= 0.25, = 0.031, < 0.001."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


@register.filter
def share(value: float) -> str:
    """A share from 0 to 1 as an SVG coordinate, whatever the language of the page."""
    return f"{value:.3f}"


@register.filter
def points(lift: float) -> str:
    """A difference of two shares in percentage points, with its sign: 0.79 is "+79"."""
    return f"{round(100 * lift):+d}".replace("-", "−")


@register.filter
def duration(milliseconds: float | None) -> str:
    """21 ms, 0.83 s, 12 s; a dash where nothing was measured."""
    if milliseconds is None:
        return "–"
    if milliseconds < 9.5:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 500:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.2f} s" if milliseconds < 9_950 else f"{milliseconds / 1000:.0f} s"


@register.filter
def dollars(amount: float | None) -> str:
    """US dollars with two significant digits and no exponent: $0.0042; "not known" for None, never 0."""
    if amount is None:
        return "not known"
    if amount == 0:
        return "$0"
    digits = max(2, 1 - int(f"{amount:e}".split("e")[1]))
    return f"${amount:,.{digits}f}"


@register.filter
def figure(answer: Answer) -> str:
    """The number of an answer: its lower bound in percent; for cheap, how many times cheaper at least."""
    lower = answer.lower or 0.0
    if answer.question != Question.CHEAP:
        return f"{percent(lower)} %"
    if lower >= 1:
        return "$0"
    times = 1 / (1 - lower)
    return "No" if not lower else f"{times:,.0f}x" if times >= 100 else f"{times:.3g}x"


@register.filter
def takes(answer: Answer) -> str:
    """What "works" takes while the author alone chose its examples; "" for all others."""
    if answer.question != Question.WORKS or answer.floor <= WORKS_FLOOR or answer.lower is None:
        return ""
    alone, others = percent(WORKS_ALONE_FLOOR), percent(WORKS_FLOOR)
    return f"To clear it takes {alone} % on the author's examples, or {others} % on {MIN_STRANGERS} by strangers."


@register.filter
def how_to_know(answer: Answer) -> str:
    """Why nothing is known although machines have tried; else the hint for this question."""
    return answer.basis or NEEDED[Question(answer.question)]


@register.filter
def weights(count: int) -> str:
    """The number of weights of a model: 135 M, 8.0 B."""
    if count < 1_000_000_000:
        return f"{count / 1_000_000:.0f} M"
    return f"{count / 1_000_000_000:.1f} B"
