"""Reports by people, until a moderator settles them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from ideas.limits import check_reports
from ideas.models import Comment, Idea, Report
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .votes import NotOpen


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


def settle(moderator: User, decision: Decision, **target: Any) -> int:
    """Decide every open report of the target; returns how many these were."""
    # If two moderators decide at once, the second update waits for the first and then finds no open report.
    same = Report.objects.open().about(**target)
    return same.update(decision=decision, decided=timezone.now(), decided_by=moderator)


def unsettle(moderator: User, **target: Any) -> None:
    """The reports for which the target was hidden count as kept from now on."""
    same = Report.objects.hidden().about(**target)
    same.update(decision=Decision.KEPT, decided=timezone.now(), decided_by=moderator)
