"""Filters for the answers to a pasted table: numbers in plain words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluations.prototypes.models import Outcome
from evaluations.prototypes.pastes.result import NO_ANSWER, PasteResult, Way

register = template.Library()

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
STEP = 13  # from square to square
CROSSED = "M{0:.1f} .6h8.8v8.8h-8.8zM{1:.1f} 2.8l4.4 4.4M{2:.1f} 2.8l-4.4 4.4"
FEW = 30  # examples; from here on the number itself says about as much as any


@register.filter
def counted(number: int) -> str:
    """Three; 13."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


@register.filter
def number(result: PasteResult) -> str:
    """8 of 10 right; 76 of 100 points."""
    return f"{result.right} of {result.of} {'points' if result.is_graded else 'right'}"


@register.filter
def squares(result: PasteResult) -> SafeString:
    """A square for each row, the right ones first, and below them a bracket for what guessing gets."""
    right, wrong, guess = result.right, result.of - result.right, result.guessing or 0
    yes = "".join(f"M{STEP * place} 0h10v10h-10z" for place in range(right))
    no = "".join(
        CROSSED.format(STEP * place + 0.6, *(STEP * place + at for at in (2.8, 7.2)))
        for place in range(right, right + wrong)
    )
    bracket = f"M0 13v3.2h{STEP * guess - 3}v-3.2" if guess else ""
    width = STEP * result.of - 3
    title = number(result) if result.guessing is None else f"{number(result)}; guessing gets {guess}"
    return format_html(
        '<svg class="strip" width="{}" height="29" viewBox="0 0 {} 18" role="img"><title>{}</title>'
        '<path class="yes" d="{}"/><path class="no" d="{}"/><path class="guess" d="{}"/></svg>',
        round(width * 1.6),
        width,
        title,
        yes,
        no,
        bracket,
    )


@register.filter
def on_many(result: PasteResult) -> str:
    """Where the truth may lie, of ten; "" where nothing was compared."""
    if result.of_ten is None or result.way is None:
        return ""
    lower, upper = result.of_ten
    few = len(result.way.scores)
    said = f"{counted(few).capitalize()} are few: on" if few < FEW else "On"
    between = f"{lower} to {upper}" if lower != upper else f"about {lower}"
    if result.is_graded:
        return f"{said} many more, it may get {between} of ten points."
    return f"{said} many more, it may be right on {between} of ten."


@register.filter
def parameters(number: int) -> str:
    """23 million parameters."""
    if number >= 1_000_000_000:
        return f"{number / 1_000_000_000:.1f} billion parameters".replace(".0 ", " ")
    return f"{max(1, round(number / 1_000_000))} million parameters"


@register.filter
def no_answer(outcome: str) -> str:
    """What stands in the place of an answer that is none; "" where there is one."""
    return NO_ANSWER.get(Outcome(outcome), "")


@register.filter
def points(score: float) -> int:
    return round(100 * score)


@register.filter
def asked_how(way: Way) -> str:
    """The model, and how it was asked, to tell several ways apart."""
    return f"{way.by}, {way.run.recipe}"


@register.filter
def takes(minutes: int) -> str:
    return "about a minute" if minutes == 1 else f"about {counted(minutes)} minutes"
