"""Whoever has opened an idea's page knows too much to glance at it."""

from evaluations.panel.models import Opening
from ideas.models import Idea
from marketplace.accounts.models import User


def note_opening(person: User, idea: Idea) -> None:
    """Keep that this person has seen the page; one statement, and no second row however often they come."""
    if person.pk != idea.author_id:
        Opening.objects.note(person, idea)
