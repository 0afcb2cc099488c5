"""How a person is named on pages.

    {% load people %}
    {{ comment.author|linked }}       a link to their page; "deleted" where they have left

Where no element is allowed, `{{ comment.author.shown_name }}` is the name.
"""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.accounts.models import User

register = template.Library()


@register.filter
def linked(person: User) -> SafeString:
    """User names need no escaping, and are escaped all the same."""
    if person.has_left:
        return format_html('<span class="quiet">{}</span>', person.shown_name)
    return format_html('<a href="{}">{}</a>', person.get_absolute_url(), person.shown_name)


@register.filter
def looked_at(person: User) -> SafeString:
    """As `linked`, to the page that moderators have of the person."""
    if person.has_left:
        return linked(person)
    address = reverse("moderation-person", args=[person.username])
    return format_html('<a href="{}">{}</a>', address, person.shown_name)


@register.filter
def posted_by(person: User) -> SafeString:
    """As `linked`, and the house under its title."""
    if person.is_house:
        return format_html('<a href="{}">the house</a>', person.get_absolute_url())
    return linked(person)
