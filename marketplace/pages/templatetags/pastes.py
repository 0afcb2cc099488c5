"""Filters for the answers to a pasted table: numbers in plain words."""

from django import template

from evaluations.prototypes.models import Outcome
from evaluations.prototypes.pastes.result import NO_ANSWER, PasteResult, Way

register = template.Library()

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
FEW = 30  # examples; from here on the number itself says about as much as any


@register.filter
def counted(number: int) -> str:
    """Three; 13."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


@register.filter
def on_many(result: PasteResult) -> str:
    """Where the truth may lie, of ten; "" where nothing was compared."""
    if result.of_ten is None or result.way is None:
        return ""
    lower, upper = result.of_ten
    few = len(result.way.scores)
    said = f"{counted(few).capitalize()} are few: on" if few < FEW else "On"
    between = f"{lower} to {upper}" if lower != upper else f"about {lower}"
    if result.revision.is_graded:
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
