"""What moderators do about claims, stances and panels, and reports of claims. `ideas.actions.moderation` does the same
for ideas and comments; hiding a claim or a stance changes an answer, so it is done here.

A hidden claim is withdrawn, so that somebody else can make it; a hidden stance is dropped, and its words are kept."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.panel.models import Claim, InvitedPanel, RecountMark, Stance
from ideas.actions.acts import check_may_act, record_act
from ideas.actions.moderation import hide
from ideas.actions.reports import file, settle, unsettle
from ideas.actions.votes import NotOpen
from ideas.constraints import broken
from ideas.models import ActVerb, Because, Comment, Hold, Idea, Report
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .claims import TWICE
from .glances import Refused

SEEN, UNSEEN = {"hidden": "no"}, {"hidden": "yes"}


def report_claim(reporter: User, claim: Claim, reason: str, details: str = "") -> tuple[Report, bool]:
    """The report; True if it is new. Raises NotOpen for a claim that is no longer shown, DailyLimit."""
    if not claim.stands:
        raise NotOpen
    return file(reporter, {"claim": claim}, reason, details)


@transaction.atomic
def decide_about_claim(moderator: User, report: Report, decision: Decision, because: Because) -> bool:
    """Hide the reported claim, or keep it; False if another moderator was faster. Raises PermissionDenied."""
    assert report.claim
    check_may_act(moderator, report.claim.person)
    if not Report.objects.open().select_for_update(of=("self",)).filter(pk=report.pk).exists():
        return False
    return (hide_claim if decision == Decision.HIDDEN else keep_claim)(moderator, report.claim, because)


@transaction.atomic
def hide_claim(moderator: User, claim: Claim, because: Because) -> bool:
    """False if it was withdrawn or hidden before. Raises PermissionDenied."""
    check_may_act(moderator, claim.person)
    settle(moderator, Decision.HIDDEN, claim=claim)
    now = timezone.now()
    if not Claim.objects.not_withdrawn().filter(pk=claim.pk).update(withdrawn=now, hidden=now, held=None):
        return False
    Hold.objects.about(claim=claim).end()
    RecountMark.objects.leave(claim.idea_id)
    record_act(moderator, ActVerb.HIDE, claim.person, because, before=SEEN, after=UNSEEN, claim=claim)
    return True


@transaction.atomic
def approve_claim(moderator: User, claim: Claim, because: Because) -> bool:
    """Show a claim that is held; False if it is not. Raises PermissionDenied, and Refused where somebody has made the
    same claim meanwhile."""
    check_may_act(moderator, claim.person)
    try:
        with transaction.atomic():
            shown = Claim.objects.held().filter(pk=claim.pk).update(held=None)
    except IntegrityError as error:
        if broken(error) != "claim_once":
            raise
        raise Refused(TWICE) from error
    if shown:
        Hold.objects.about(claim=claim).end(approved=True)
        RecountMark.objects.leave(claim.idea_id)
        record_act(moderator, ActVerb.APPROVE, claim.person, because, before={"held": "yes"}, after=SEEN, claim=claim)
    return bool(shown)


@transaction.atomic
def keep_claim(moderator: User, claim: Claim, because: Because) -> bool:
    """Close its open reports; False if none is open. Raises PermissionDenied."""
    check_may_act(moderator, claim.person)
    if not settle(moderator, Decision.KEPT, claim=claim):
        return False
    record_act(moderator, ActVerb.KEEP, claim.person, because, before=SEEN, after=SEEN, claim=claim)
    return True


@transaction.atomic
def show_claim(moderator: User, claim: Claim, because: Because) -> bool:
    """Undo the hiding; False if it is not hidden. Raises PermissionDenied, and Refused where somebody has made the same
    claim since."""
    check_may_act(moderator, claim.person)
    unsettle(moderator, claim=claim)
    try:
        with transaction.atomic():
            shown = Claim.objects.hidden().filter(pk=claim.pk).update(withdrawn=None, hidden=None)
    except IntegrityError as error:
        if broken(error) != "claim_once":
            raise
        raise Refused(TWICE) from error
    if shown:
        RecountMark.objects.leave(claim.idea_id)
        record_act(moderator, ActVerb.SHOW, claim.person, because, before=UNSEEN, after=SEEN, claim=claim)
    return bool(shown)


@transaction.atomic
def hide_stance(moderator: User, stance: Stance, because: Because) -> bool:
    """A stance with unfit words stops counting; False if it was dropped before. Raises PermissionDenied."""
    now = timezone.now()
    rows = Stance.objects.standing().filter(pk=stance.pk)
    return set_stance(moderator, ActVerb.HIDE, stance, because, rows.update(dropped=now, hidden=now))


@transaction.atomic
def show_stance(moderator: User, stance: Stance, because: Because) -> bool:
    """Undo the hiding; False if it is not hidden. Raises PermissionDenied."""
    rows = Stance.objects.filter(pk=stance.pk, hidden__isnull=False)
    return set_stance(moderator, ActVerb.SHOW, stance, because, rows.update(dropped=None, hidden=None))


def set_stance(moderator: User, verb: ActVerb, stance: Stance, because: Because, changed: int) -> bool:
    check_may_act(moderator, stance.person)
    if changed:
        RecountMark.objects.leave(stance.claim.idea_id)
        before, after = (SEEN, UNSEEN) if verb == ActVerb.HIDE else (UNSEEN, SEEN)
        record_act(moderator, verb, stance.person, because, before=before, after=after, stance=stance)
    return bool(changed)


@transaction.atomic
def hide_panel(moderator: User, panel: InvitedPanel, because: Because) -> bool:
    """Its link asks nobody any more, and what it said is shown nowhere; False if it is hidden already. Raises
    PermissionDenied."""
    rows = InvitedPanel.objects.filter(pk=panel.pk, hidden__isnull=True)
    return set_panel(moderator, ActVerb.HIDE, panel, because, rows.update(hidden=timezone.now()))


@transaction.atomic
def show_panel(moderator: User, panel: InvitedPanel, because: Because) -> bool:
    """Undo the hiding; False if it is not hidden. Raises PermissionDenied."""
    rows = InvitedPanel.objects.filter(pk=panel.pk, hidden__isnull=False)
    return set_panel(moderator, ActVerb.SHOW, panel, because, rows.update(hidden=None))


def set_panel(moderator: User, verb: ActVerb, panel: InvitedPanel, because: Because, changed: int) -> bool:
    check_may_act(moderator, panel.maker)
    if changed:
        before, after = (SEEN, UNSEEN) if verb == ActVerb.HIDE else (UNSEEN, SEEN)
        record_act(moderator, verb, panel.maker, because, before=before, after=after, panel=panel)
    return bool(changed)


def hide_all_of(moderator: User, person: User, because: Because) -> int:
    """Hide all that this person posted, also what waits or was withdrawn: ideas, comments, claims, stances,
    panels. How many; each is an act of its own. Raises PermissionDenied."""
    check_may_act(moderator, person)
    hidden = sum(hide(moderator, idea, because) for idea in Idea.objects.posted().by(person))
    hidden += sum(hide(moderator, comment, because) for comment in Comment.objects.by(person).not_removed())
    hidden += sum(hide_claim(moderator, claim, because) for claim in Claim.objects.not_withdrawn().by(person))
    hidden += sum(hide_stance(moderator, stance, because) for stance in Stance.objects.standing().by(person))
    return hidden + sum(hide_panel(moderator, panel, because) for panel in InvitedPanel.objects.by(person))
