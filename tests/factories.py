"""Plain typed factories in the words of the domain. Each makes real rows through the real actions."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from ideas import actions
from ideas.models import Comment, Idea
from marketplace.accounts.models import User

numbers = count(1)
PASSWORD = "correct-horse-battery"


def make_person(
    name: str = "", *, confirmed: bool = True, days_old: float = 2, staff: bool = False, **fields: Any
) -> User:
    name = name or f"person{next(numbers)}"
    now = timezone.now()
    return User.objects.create_user(
        name,
        f"{name}@example.org",
        PASSWORD,
        confirmed=now if confirmed else None,
        date_joined=now - timedelta(days=days_old),
        is_staff=staff,
        **fields,
    )


def make_idea(
    author: User | None = None,
    *,
    votes: int = 0,
    published: bool = True,
    tags: tuple[str, ...] = (),
    hours_old: float = 0,
    **fields: Any,
) -> Idea:
    """An idea; published unless told otherwise, with `votes` from as many people, already tallied."""
    number = next(numbers)
    author = author or make_person()
    whole = {
        "title": f"Sort letter pile {number}",
        "pitch": f"A clerk reads {number} letters a day. A model on the town's own server sorts them.",
        "problem": "Every letter lands in one inbox, and one person knows where it belongs.",
        "audience": "Town clerks",
        "why_overlooked": "No town is big enough to be a customer.",
        "why_open": "The letters may not leave the building.",
        "fits": ["privacy"],
    }
    idea = actions.save_draft(author, whole | fields, tags)
    if published:
        idea = actions.publish(author, idea)
    if hours_old:
        when = timezone.now() - timedelta(hours=hours_old)
        Idea.objects.filter(pk=idea.pk).update(published=when, first_published=when)
        actions.reconcile()
    for _ in range(votes):
        actions.cast_vote(make_person(), idea)
    if votes:
        actions.tally()
    idea.refresh_from_db()
    return idea


def make_comment(
    idea: Idea | None = None, author: User | None = None, text: str = "Good.", parent: Comment | None = None
) -> Comment:
    return actions.post_comment(author or make_person(), idea or make_idea(), text, parent)
