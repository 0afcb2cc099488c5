"""What is known of people, in numbers, beside what they posted: for the moderators who decide about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from ideas.models import Comment, Idea, IdeaState, ModerationAct
from marketplace.accounts.models import User


@dataclass(frozen=True, slots=True)
class History:
    """Ideas and comments that were posted; how many of them moderators hide, and how many wait. `acts`: of moderators,
    about the person or what is theirs."""

    person: User
    posts: int
    hidden: int
    waiting: int
    acts: int

    @property
    def key(self) -> str:
        """What the box of the person sends."""
        return f"person-{self.person.pk}"


def histories(people: Iterable[User]) -> dict[int, History]:
    """The history of each person by their key, in three queries for all."""
    known = {person.pk: person for person in people}
    gone = Count("pk", filter=Q(hidden__isnull=False))
    ideas = by_author(Idea.objects.posted(), known, gone, Count("pk", filter=Q(state=IdeaState.HELD)))
    comments = by_author(Comment.objects.all(), known, gone, Count("pk", filter=Q(held__isnull=False)))
    acts = dict(ModerationAct.objects.filter(person__in=known).values_list("person").annotate(n=Count("pk")).order_by())
    nothing = (0, 0, 0)
    found = {}
    for pk, person in known.items():
        posts, hidden, waiting = map(sum, zip(ideas.get(pk, nothing), comments.get(pk, nothing), strict=True))
        found[pk] = History(person, posts, hidden, waiting, acts.get(pk, 0))
    return found


def by_author(rows: QuerySet[Any], known: Iterable[int], gone: Count, waiting: Count) -> dict[int, tuple[int, ...]]:
    counts = rows.filter(author__in=known).values("author").annotate(n=Count("pk"), gone=gone, waiting=waiting)
    return {row["author"]: (row["n"], row["gone"], row["waiting"]) for row in counts.order_by()}
