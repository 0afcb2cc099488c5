"""Appeals against acts of moderators, and how granting one undoes the act.

Another moderator than the one who acted decides; where there is only one, that one looks again."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ideas import actions
from ideas.actions.acts import check_may_act, record_act
from ideas.models import ActVerb, Appeal, AppealState, Because, ModerationAct
from ideas.models.act import TARGETS
from marketplace.accounts.models import User

from .glances import Refused
from .moderation import show_claim, show_panel, show_stance
from .suspensions import lift

TWICE = "You have appealed against this already; the first appeal stands."
SAME = "You did this yourself, so another moderator decides about the appeal."
UNDO: dict[tuple[str, str], Callable[[User, Any, Because], bool]] = {
    ("idea", ActVerb.HIDE): actions.show,
    ("comment", ActVerb.HIDE): actions.show,
    ("claim", ActVerb.HIDE): show_claim,
    ("stance", ActVerb.HIDE): show_stance,
    ("panel", ActVerb.HIDE): show_panel,
    ("idea", ActVerb.LOCK): actions.unlock,
    ("person", ActVerb.FLAG): actions.unflag,
    ("person", ActVerb.SUSPEND): lift,
}


def can_be_appealed(act: ModerationAct) -> bool:
    """Whether it is an act that can be undone, and its thing is still there."""
    return (act.kind, act.verb) in UNDO and thing_of(act) is not None


@transaction.atomic
def appeal(person: User, act: ModerationAct, text: str) -> Appeal:
    """Raises PermissionDenied for acts about others, Refused for a second appeal."""
    if act.person_id != person.pk or not can_be_appealed(act):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return Appeal.objects.create(act=act, text=text)
    except IntegrityError as error:
        raise Refused(TWICE) from error


@transaction.atomic
def decide_appeal(moderator: User, appeal: Appeal, because: Because, *, granted: bool) -> bool:
    """Undo the act, or let it stand. False if it is decided already. Raises PermissionDenied; Refused where the thing
    cannot be shown again."""
    act, state = appeal.act, AppealState.GRANTED if granted else AppealState.REFUSED
    thing = thing_of(act)
    if act.person is None or thing is None:
        raise PermissionDenied
    check_may_act(moderator, act.person)
    if act.moderator_id == moderator.pk and User.objects.moderators().count() > 1:
        raise PermissionDenied(SAME)
    decision = {"state": state, "decided": timezone.now(), "decided_by": moderator, "answer": because.note}
    if not Appeal.objects.open().filter(pk=appeal.pk).update(**decision):
        return False
    verb, about = ActVerb.GRANT if granted else ActVerb.REFUSE, {} if act.kind == "person" else {act.kind: thing}
    record_act(moderator, verb, act.person, because, before={"appeal": "open"}, after={"appeal": state}, **about)
    if granted:
        UNDO[act.kind, act.verb](moderator, thing, because)
    return True


def thing_of(act: ModerationAct) -> Any:
    """What the act is about; None if it is gone."""
    return getattr(act, act.kind) if act.kind in TARGETS else act.person
