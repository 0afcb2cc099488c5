"""Reports and what moderators decide about them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ideas.models import Comment, Idea, Report, State, Tagging
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .voting import NotOpen, mark, reconsider_votes


@transaction.atomic
def report(reporter: User, target: Idea | Comment, reason: str, details: str = "") -> tuple[Report, bool]:
    """Report an idea or a comment; True if it is new. A second report of the same thing updates the first."""
    if not (target.is_published if isinstance(target, Idea) else target.stands):
        raise NotOpen
    what = {"idea": target} if isinstance(target, Idea) else {"comment": target}
    return Report.objects.update_or_create(
        reporter=reporter, decision=Decision.OPEN, **what, defaults={"reason": reason, "details": details}
    )


@transaction.atomic
def decide(moderator: User, report: Report, decision: Decision) -> None:
    """Hide what was reported, or keep it; every open report of the same thing is decided with it."""
    if not moderator.moderates:
        raise PermissionDenied
    if decision == Decision.HIDDEN:
        hide(report.idea or report.comment)
    same = Report.objects.open().filter(idea=report.idea, comment=report.comment)
    same.update(decision=decision, decided=timezone.now(), decided_by=moderator)


def hide(target: Idea | Comment | None) -> None:
    if isinstance(target, Idea):
        Idea.objects.filter(pk=target.pk).update(state=State.HIDDEN, published=None)
        Tagging.objects.follow([target.pk])
    elif isinstance(target, Comment):
        Comment.objects.filter(pk=target.pk).update(hidden=timezone.now())
        mark([target.idea_id])


@transaction.atomic
def flag(moderator: User, person: User) -> None:
    """Stop counting this person's votes for ranking; they still show."""
    if not moderator.moderates:
        raise PermissionDenied
    person.flagged = person.flagged or timezone.now()
    person.save(update_fields=["flagged"])
    reconsider_votes()
