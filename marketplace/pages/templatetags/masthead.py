"""The lists of ideas for the masthead, which every page has."""

from collections.abc import Iterable

from django import template

from evaluations.moments.lists import MOMENTS
from ideas.orders import IdeaList
from marketplace.lists import LISTS

register = template.Library()


@register.simple_tag
def orders_of_ideas() -> Iterable[IdeaList]:
    """The lists that have all ideas. Moments, a choice of them, have a place of their own in the masthead."""
    return [each for each in LISTS.values() if each is not MOMENTS]
