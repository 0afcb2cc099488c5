"""Which posts wait until a moderator has looked at them, and what ends the waiting.

A post is held if it says nearly what moderators have hidden, if a new account repeats what new accounts posted several
times in the last 24 hours, or, where the operator wants that, if it is the first post of a new account. Others do not
see it meanwhile. Posts of the house and of moderators are never held."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from ideas.models import ActVerb, Because, Comment, Hold, HoldReason, Idea, IdeaState, Print
from ideas.prints import NEAR, print_of, similarity
from marketplace.accounts.models import User

from .acts import check_may_act, record_act
from .moderation import column, marked, state_of


@transaction.atomic
def look_at(person: User, texts: Iterable[str], link: str = "", **post: Any) -> Hold | None:
    """Keep the print of the post; the hold if it must wait. `link`: one besides those in the texts. `post`: the idea,
    comment or claim by its kind, stored.

    Call it in the transaction that shows the post; the caller marks it as held."""
    own = Print.objects.about(**post).first()
    before = list(own.sketch) if own else []
    own = own or Print(author=person, **post)
    own.take(print_of(*texts, link=link))
    if person.is_house or person.moderates or is_approved_already(own, before, post):
        return None
    why = why_held(person, own, post)
    if not why:
        return None
    hold, _ = Hold.objects.update_or_create(ended=None, **post, defaults=why)
    return hold


def is_approved_already(own: Print, before: list[int], post: dict[str, Any]) -> bool:
    """Whether a moderator approved the post, and it still says nearly the same."""
    return similarity(own.sketch, before) >= NEAR and Hold.objects.about(**post).approved().exists()


def why_held(person: User, own: Print, post: dict[str, Any]) -> dict[str, Any]:
    """The columns of the hold; empty if the post need not wait."""
    others = Print.objects.exclude(pk=own.pk)
    like = others.of_hidden().like(own.exact, own.sketch).first()
    if like:
        return {"reason": HoldReason.LIKE_HIDDEN, "like": like}
    if not person.is_new:
        return {}
    today = others.of_today()
    found = {
        HoldReason.SAME_TEXT: today.like(own.exact, own.sketch),
        HoldReason.SAME_LINK: today.with_links(own.links),
    }
    for reason, prints in found.items():
        repeats = prints.count()
        if repeats >= settings.REPEATS_BEFORE_HOLD:
            return {"reason": reason, "repeats": repeats, "like": prints.first()}
    if settings.APPROVE_FIRST_POSTS and not has_shown_posts(person, post):
        return {"reason": HoldReason.FIRST_POST}
    return {}


def has_shown_posts(person: User, post: dict[str, Any]) -> bool:
    """Whether others see an idea or comment of this person besides this post."""
    ideas, comments = Idea.objects.published().by(person), Comment.objects.standing().by(person)
    if "idea" in post:
        ideas = ideas.exclude(pk=post["idea"].pk)
    if "comment" in post:
        comments = comments.exclude(pk=post["comment"].pk)
    return ideas.exists() or comments.exists()


def forget_print(**post: Any) -> None:
    """The words of the post are gone, so it says nothing and waits for nobody."""
    Print.objects.about(**post).delete()
    Hold.objects.about(**post).end()


@transaction.atomic
def approve(moderator: User, target: Idea | Comment, because: Because) -> bool:
    """Show a post that is held. An idea is published now if it never was before. False if it is not held.

    Raises PermissionDenied."""
    check_may_act(moderator, target.author)
    before = state_of(target)
    if not let_through(target):
        return False
    Hold.objects.about(**column(target)).end(approved=True)
    marked(target)
    record_act(
        moderator, ActVerb.APPROVE, target.author, because, before=before, after=state_of(target), **column(target)
    )
    return True


def let_through(target: Idea | Comment) -> bool:
    if isinstance(target, Comment):
        return bool(Comment.objects.held().filter(pk=target.pk).update(held=None))
    # Nobody has seen it before, so it is as new as any that is published now.
    first = Coalesce(F("first_published"), timezone.now())
    rows = Idea.objects.held().filter(pk=target.pk)
    return bool(rows.update(state=IdeaState.PUBLISHED, first_published=first, published=first))
