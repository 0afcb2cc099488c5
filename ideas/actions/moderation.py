"""What moderators do about ideas, comments and the votes of people. Everything can be undone; nothing is destroyed.

Every verb checks who acts, settles the reports, changes the rows and writes a `ModerationAct`, in one transaction.
All raise PermissionDenied for who is no moderator, and for a moderator about what is their own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from ideas.models import ActVerb, Because, Comment, EvidenceMark, Hold, Idea, IdeaState, Report, Tagging
from ideas.models.report import Decision
from marketplace.accounts.models import User

from .acts import check_may_act, record_act
from .reports import settle, unsettle
from .votes import mark, reconsider_votes

PEER = "Moderators cannot do this to each other. Take the role away first."


@transaction.atomic
def hide(moderator: User, target: Idea | Comment, because: Because) -> bool:
    """Take it out of every list, for all but its author and moderators. False if it is hidden already."""
    check_may_act(moderator, target.author)
    settle(moderator, Decision.HIDDEN, **column(target))
    before = state_of(target)
    if not put_away(target):
        return False
    Hold.objects.about(**column(target)).end()
    act(moderator, ActVerb.HIDE, target, because, before)
    return True


@transaction.atomic
def show(moderator: User, target: Idea | Comment, because: Because) -> bool:
    """Show it again; an idea returns to its place in the lists. False if it is not hidden."""
    check_may_act(moderator, target.author)
    unsettle(moderator, **column(target))
    before = state_of(target)
    if not bring_back(target):
        return False
    act(moderator, ActVerb.SHOW, target, because, before)
    return True


@transaction.atomic
def keep(moderator: User, target: Idea | Comment, because: Because) -> bool:
    """Close its open reports and hide nothing. False if none is open."""
    check_may_act(moderator, target.author)
    if not settle(moderator, Decision.KEPT, **column(target)):
        return False
    act(moderator, ActVerb.KEEP, target, because, state_of(target))
    return True


@transaction.atomic
def decide(moderator: User, report: Report, decision: Decision, because: Because) -> bool:
    """Hide the idea or comment that was reported, or keep it. False if another moderator decided first."""
    check_may_act(moderator, report.target.author)
    # The lock makes a second moderator wait, and then find the report decided.
    if not Report.objects.open().select_for_update(of=("self",)).filter(pk=report.pk).exists():
        return False
    return (hide if decision == Decision.HIDDEN else keep)(moderator, report.target, because)


def column(target: Idea | Comment) -> dict[str, Idea | Comment]:
    """The target by the name of its column in reports and acts."""
    return {"idea" if isinstance(target, Idea) else "comment": target}


def act(moderator: User, verb: ActVerb, target: Idea | Comment, because: Because, before: dict[str, str]) -> None:
    record_act(moderator, verb, target.author, because, before=before, after=state_of(target), **column(target))


def state_of(target: Idea | Comment) -> dict[str, str]:
    """As it is now in the database."""
    if isinstance(target, Idea):
        state, hidden = Idea.objects.values_list("state", "hidden").get(pk=target.pk)
        return {"state": state, "hidden": "yes" if hidden else "no"}
    hidden, held = Comment.objects.values_list("hidden", "held").get(pk=target.pk)
    return {"hidden": "yes" if hidden else "no"} | ({"held": "yes"} if held else {})


def put_away(target: Idea | Comment) -> bool:
    now = timezone.now()
    if isinstance(target, Comment):
        words = Comment.objects.filter(pk=target.pk, hidden=None)
        return bool(words.update(hidden=now, held=None)) and marked(target)
    # What its author withdrew stays withdrawn, and only moderators can show it again.
    seen_or_held = When(state__in=[IdeaState.PUBLISHED, IdeaState.HELD], then=Value(IdeaState.HIDDEN))
    state = Case(seen_or_held, default=F("state"))
    rows = Idea.objects.posted().filter(pk=target.pk, hidden=None)
    return bool(rows.update(state=state, published=None, hidden=now)) and marked(target)


def bring_back(target: Idea | Comment) -> bool:
    if isinstance(target, Comment):
        return bool(Comment.objects.filter(pk=target.pk, hidden__isnull=False).update(hidden=None)) and marked(target)
    was_seen = {"state": IdeaState.HIDDEN}
    state = Case(When(**was_seen, then=Value(IdeaState.PUBLISHED)), default=F("state"))
    since = Coalesce("first_published", timezone.now())  # one that was held before has never been published
    first = Case(When(**was_seen, then=since), default=F("first_published"))
    published = Case(When(**was_seen, then=since), default=F("published"))
    rows = Idea.objects.hidden().filter(pk=target.pk)
    changed = rows.update(state=state, published=published, first_published=first, hidden=None)
    return bool(changed) and marked(target)


def marked(target: Idea | Comment) -> bool:
    """Have everything recounted that depends on it."""
    if isinstance(target, Comment):
        mark([target.idea_id])
    else:
        EvidenceMark.objects.leave(target.pk)
        Tagging.objects.follow([target.pk])
    return True


@transaction.atomic
def lock(moderator: User, idea: Idea, because: Because) -> bool:
    """Let nobody comment on the idea any more; what was said stays. False if it is locked."""
    return set_lock(moderator, idea, because, locked=True)


@transaction.atomic
def unlock(moderator: User, idea: Idea, because: Because) -> bool:
    """Take comments again. False if it is not locked."""
    return set_lock(moderator, idea, because, locked=False)


def set_lock(moderator: User, idea: Idea, because: Because, *, locked: bool) -> bool:
    check_may_act(moderator, idea.author)
    rows = Idea.objects.posted().filter(pk=idea.pk, comments_locked__isnull=locked)
    if not rows.update(comments_locked=timezone.now() if locked else None):
        return False
    verb = ActVerb.LOCK if locked else ActVerb.UNLOCK
    states = [{"comments": "open"}, {"comments": "locked"}]
    before, after = states if locked else reversed(states)
    record_act(moderator, verb, idea.author, because, before=before, after=after, idea=idea)
    return True


@transaction.atomic
def flag(moderator: User, person: User, because: Because) -> bool:
    """Stop counting this person's votes for ranking; they still show. False if they are not counted already."""
    return set_flag(moderator, person, because, flagged=True)


@transaction.atomic
def unflag(moderator: User, person: User, because: Because) -> bool:
    """Count this person's votes again. False if they are counted."""
    return set_flag(moderator, person, because, flagged=False)


def set_flag(moderator: User, person: User, because: Because, *, flagged: bool) -> bool:
    check_may_act(moderator, person)
    if person.moderates:
        raise PermissionDenied(PEER)
    rows = User.objects.filter(pk=person.pk, flagged__isnull=flagged)
    if not rows.update(flagged=timezone.now() if flagged else None):
        return False
    person.refresh_from_db(fields=["flagged"])
    verb = ActVerb.FLAG if flagged else ActVerb.UNFLAG
    record_act(moderator, verb, person, because, before={"votes": word(not flagged)}, after={"votes": word(flagged)})
    reconsider_votes(person)
    return True


def word(flagged: bool) -> str:
    return "not counted" if flagged else "counted"
