"""How numbers are written on pages."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, without the sign: 0.876 is "88"."""
    return f"{100 * share:.0f}"


@register.filter
def share(value: float) -> str:
    """A share from 0 to 1 as an SVG coordinate, whatever the language of the page."""
    return f"{value:.3f}"
