"""The lists of ideas for the masthead, which every page has."""

from collections.abc import Iterable

from django import template

from ideas.orders import IdeaList
from marketplace.lists import LISTS

register = template.Library()


@register.simple_tag
def lists_of_ideas() -> Iterable[IdeaList]:
    return LISTS.values()
