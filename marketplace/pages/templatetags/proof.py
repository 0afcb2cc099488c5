"""The picture beside a number of right answers."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from ideas import strip as pictures
from ideas.proof import Count

register = template.Library()


@register.simple_tag
def strip(count: Count, here: int | str = "") -> SafeString:
    """Squares or a bar; `here`: the square of the example that is shown, from 0, or "" for none."""
    return mark_safe(pictures.strip(count, None if here == "" else int(here)))  # noqa: S308 - drawn from numbers
