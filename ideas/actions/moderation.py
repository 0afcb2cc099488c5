"""Reports, and the decisions of moderators. Every decision can be reversed; nothing is destroyed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ideas.limits import check_reports
from ideas.models import Comment, EvidenceMark, Idea, IdeaState, Report, Tagging
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .votes import NotOpen, mark, reconsider_votes


@transaction.atomic
def report(reporter: User, target: Idea | Comment, reason: str, details: str = "") -> tuple[Report, bool]:
    """Report an idea or a comment; True if the report is new. A second report of the same target updates the first.

    Raises NotOpen if the target is no longer visible, DailyLimit at the limit of the day.
    """
    if not (target.is_published if isinstance(target, Idea) else target.stands and target.idea.is_published):
        raise NotOpen
    return file(reporter, {"idea" if isinstance(target, Idea) else "comment": target}, reason, details)


@transaction.atomic
def file(reporter: User, what: Mapping[str, Any], reason: str, details: str) -> tuple[Report, bool]:
    """Store the report; `what` maps the column of the target to the target. Raises DailyLimit."""
    if not Report.objects.open().by(reporter).filter(**what).exists():
        check_reports(reporter)
    said = {"reason": reason, "details": details}
    return Report.objects.update_or_create(reporter=reporter, decision=Decision.OPEN, **what, defaults=said)


@transaction.atomic
def decide(moderator: User, report: Report, decision: Decision) -> bool:
    """Hide the idea or comment that was reported, or keep it.

    Returns False and changes nothing if another moderator decided first. Raises PermissionDenied.
    """
    if not settle(moderator, report, decision, timezone.now()):
        return False
    if decision == Decision.HIDDEN:
        hide(report.target)
    return True


@transaction.atomic
def settle(moderator: User, report: Report, decision: Decision, now: datetime) -> bool:
    """Decide every open report of the same target; False if none is open. Raises PermissionDenied."""
    if not moderator.moderates:
        raise PermissionDenied
    # If two moderators decide at once, the second update waits for the first and then finds no open report.
    same = Report.objects.open().about_the_same_as(report)
    return bool(same.update(decision=decision, decided=now, decided_by=moderator))


def hide(target: Idea | Comment) -> None:
    """Remove the target from every list. A withdrawn idea stays withdrawn: `show_again` must not publish it."""
    if isinstance(target, Idea):
        Idea.objects.published().filter(pk=target.pk).update(state=IdeaState.HIDDEN, published=None)
        EvidenceMark.objects.leave(target.pk)
        Tagging.objects.follow([target.pk])
    else:
        Comment.objects.filter(pk=target.pk).update(hidden=timezone.now())
        mark([target.idea_id])


@transaction.atomic
def show_again(moderator: User, report: Report) -> None:
    """Show a hidden target again; an idea returns to its place in the lists.

    Raises PermissionDenied.
    """
    unsettle(moderator, report)
    target = report.target
    if isinstance(target, Idea):
        Idea.objects.hidden().filter(pk=target.pk).update(state=IdeaState.PUBLISHED, published=F("first_published"))
        EvidenceMark.objects.leave(target.pk)
        Tagging.objects.follow([target.pk])
    else:
        Comment.objects.filter(pk=target.pk).update(hidden=None)
        mark([target.idea_id])


@transaction.atomic
def unsettle(moderator: User, report: Report) -> None:
    """Change the decision of the reports of this target from hidden to kept. Raises PermissionDenied."""
    if not moderator.moderates:
        raise PermissionDenied
    same = Report.objects.hidden().about_the_same_as(report)
    same.update(decision=Decision.KEPT, decided=timezone.now(), decided_by=moderator)


@transaction.atomic
def flag(moderator: User, person: User) -> None:
    """Stop counting this person's votes for ranking; they still show. Raises PermissionDenied."""
    set_flag(moderator, person, flagged=True)


@transaction.atomic
def unflag(moderator: User, person: User) -> None:
    """Count this person's votes again. Raises PermissionDenied."""
    set_flag(moderator, person, flagged=False)


def set_flag(moderator: User, person: User, *, flagged: bool) -> None:
    if not moderator.moderates or person.moderates:
        raise PermissionDenied
    person.flagged = (person.flagged or timezone.now()) if flagged else None
    person.save(update_fields=["flagged"])
    reconsider_votes()
