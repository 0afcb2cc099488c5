"""Reports of claims. They are filed with those of ideas and comments and decided here, since hiding a claim changes an
answer.

A hidden claim is withdrawn at the time of the decision; by this time it differs from one that its author withdrew."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.panel.models import Claim, RecountMark
from evaluations.panel.models.claim import ClaimQuerySet
from ideas.actions.moderation import file, settle, unsettle
from ideas.actions.votes import NotOpen
from ideas.models import Report
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .claims import TWICE
from .glances import Refused


def report_claim(reporter: User, claim: Claim, reason: str, details: str = "") -> tuple[Report, bool]:
    """The report; True if it is new. Raises NotOpen for a claim that is no longer shown, DailyLimit."""
    if not claim.stands:
        raise NotOpen
    return file(reporter, {"claim": claim}, reason, details)


@transaction.atomic
def decide_about_claim(moderator: User, report: Report, decision: Decision) -> bool:
    """Hide the reported claim, or keep it; False if another moderator was faster. Raises PermissionDenied."""
    now = timezone.now()
    if not settle(moderator, report, decision, now):
        return False
    if decision == Decision.HIDDEN:
        set_withdrawn(Claim.objects.not_withdrawn(), report, now)
    return True


@transaction.atomic
def show_claim_again(moderator: User, report: Report) -> None:
    """Undo the hiding. Raises PermissionDenied, and Refused where somebody has made the same claim since."""
    unsettle(moderator, report)
    try:
        with transaction.atomic():
            set_withdrawn(Claim.objects.filter(withdrawn=report.decided), report, None)
    except IntegrityError as error:
        raise Refused(TWICE) from error


def set_withdrawn(claims: ClaimQuerySet, report: Report, when: datetime | None) -> None:
    for claim in claims.filter(reports=report).only("idea"):
        Claim.objects.filter(pk=claim.pk).update(withdrawn=when)
        RecountMark.objects.leave(claim.idea_id)
