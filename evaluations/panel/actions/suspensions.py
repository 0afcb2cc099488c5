"""Suspending a person, and the end of it.

While it lasts nothing of theirs counts: votes, glances, stances, claims, backings, places on waitlists. Their rows stay
as they are, and every count leaves them out or takes them in again by `User.suspended`. So after the end each score is
what it would have been without a suspension. The verbs mark what must be recounted: votes within a second, answers
within two. Weights of other people's glances follow with `weigh`, the records of scouts with `recount_scouts`."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations.panel.models import Claim, Glance, RecountMark, Stance, Waiting
from ideas.actions import reconsider_votes
from ideas.actions.acts import check_may_act, record_act
from ideas.actions.moderation import PEER
from ideas.models import ActVerb, Because, ModerationAct, Suspension
from marketplace.accounts.models import User, end_sessions


@transaction.atomic
def suspend(moderator: User, person: User, because: Because) -> bool:
    """Until `because.until`, or without an end: end all sessions and tokens, and count nothing of theirs. False if they
    are suspended. Raises PermissionDenied, also for other moderators."""
    check_may_act(moderator, person)
    if person.moderates:
        raise PermissionDenied(PEER)
    now = timezone.now()
    if not set_suspended(person, now):
        return False
    after = {"suspended": "yes", "until": because.until.isoformat() if because.until else "no end"}
    act = record_act(moderator, ActVerb.SUSPEND, person, because, before={"suspended": "no"}, after=after)
    Suspension.objects.create(person=person, act=act, since=now, until=because.until)
    end_sessions(person)
    person.api_tokens.filter(revoked=None).update(revoked=now)
    recount_all_of(person)
    return True


@transaction.atomic
def lift(moderator: User, person: User, because: Because) -> bool:
    """End the suspension before its time. False if there is none. Raises PermissionDenied."""
    check_may_act(moderator, person)
    suspension = Suspension.objects.of(person)
    if suspension is None or not end(suspension, timezone.now()):
        return False
    before, after = suspension.act.after, {"suspended": "no"}
    record_act(moderator, ActVerb.LIFT, person, because, before=before, after=after)
    return True


def end_due_suspensions(now: datetime) -> int:
    """End those whose term is over; returns how many."""
    due = Suspension.objects.due(now).select_related("person", "act")
    return sum(end_by_itself(suspension, now) for suspension in list(due))


@transaction.atomic
def end_by_itself(suspension: Suspension, now: datetime) -> bool:
    if not end(suspension, now):
        return False
    act = suspension.act
    ModerationAct.objects.create(
        verb=ActVerb.END,
        kind="person",
        person=suspension.person,
        reason=act.reason,
        note=act.note,
        before=act.after,
        after={"suspended": "no"},
    )
    return True


def end(suspension: Suspension, now: datetime) -> bool:
    """False if it ended meanwhile."""
    if not Suspension.objects.open().filter(pk=suspension.pk).update(ended=now):
        return False
    set_suspended(suspension.person, None)
    recount_all_of(suspension.person)
    return True


def set_suspended(person: User, since: datetime | None) -> bool:
    """False if it is so already."""
    changed = User.objects.filter(pk=person.pk, suspended__isnull=since is not None).update(suspended=since)
    person.refresh_from_db(fields=["suspended"])
    return bool(changed)


def recount_all_of(person: User) -> None:
    """Mark every idea about which this person voted or said anything."""
    reconsider_votes(person)
    said: tuple[QuerySet[Any, int], ...] = (
        Glance.everything.filter(person=person).values_list("idea", flat=True),
        Claim.objects.by(person).values_list("idea", flat=True),
        Stance.objects.by(person).values_list("claim__idea", flat=True),
        Waiting.objects.filter(person=person).values_list("idea", flat=True),
    )
    ideas = {idea for rows in said for idea in rows}
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea) for idea in sorted(ideas)])
